"""What falls due in careers, and when: computed from the records and the law, half a year ahead."""
