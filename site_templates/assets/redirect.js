/* On the page at an old URL of a brief: redirects to the current URL and keeps the query and the fragment, so that
   `/briefs/old/#claim` opens at the claim. The old page is not added to the history. */

{
  const target = new URL(document.currentScript.dataset.to, location.href);
  target.search = location.search;
  target.hash = location.hash;
  location.replace(target);
}
