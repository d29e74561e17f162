/* On the page at a former address of a brief: goes on to where the brief is now, and keeps what stands behind the
   address, so that `/briefs/old/#claim` opens at the claim. The page is not left behind in the history. */

{
  const to = new URL(document.currentScript.dataset.to, location.href);
  to.search = location.search;
  to.hash = location.hash;
  location.replace(to);
}
