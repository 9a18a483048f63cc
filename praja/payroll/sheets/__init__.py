"""Facts that officers give: by sheet, with a look before anything changes, or one by one."""
