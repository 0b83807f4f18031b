"""What a person writes for their own safety."""

from mutuality.kit.forms import Form, words_field
from mutuality.safety import terms


class Card(Form):
    """My own safety card."""

    struggle = words_field(
        label=terms.CARD_LINES["struggle"], most=terms.MOST_CARD_LINE, rows=3, required=False
    )
    please = words_field(label=terms.CARD_LINES["please"], most=terms.MOST_CARD_LINE, rows=3, required=False)
    please_not = words_field(
        label=terms.CARD_LINES["please_not"], most=terms.MOST_CARD_LINE, rows=3, required=False
    )
