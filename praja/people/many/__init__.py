"""One SK for many people: looked at page by page, and recorded by a job where they are very many."""
