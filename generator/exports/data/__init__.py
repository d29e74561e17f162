"""Publish the site's records as data: tables in CSV and JSON, and topics as a SKOS vocabulary."""
