"""Files for programs and readers, made from the ``Site``."""
