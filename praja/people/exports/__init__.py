"""All people of an officer with their histories, as a workbook that a job makes."""
