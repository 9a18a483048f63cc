"""Pages of days: corrections, letters of duty, recaps, closings, absence."""
