"""Rapel: what closed months come to by what became known later, paid or taken back in a month to come."""
