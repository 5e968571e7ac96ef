"""The pieces every panel is made of: labels, buttons, chips, fields, bars, badges, rows and cards.

A piece shows what it is given and says what the user did to it by a signal; it knows neither document nor results. All
colours, sizes and type come from theme.py.
"""
