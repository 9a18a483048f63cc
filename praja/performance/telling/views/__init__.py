"""Pages that tell people of their ratings, and of how units took them."""
