"""Lines that move or count money."""

from app.review.content.sensitive_line import CODE, L
from app.review.content.sensitive_pattern import Form, patterns

_MONEY = r"price|prices|amount|amounts|tax|taxes|vat|total_cents|subtotal|balance|fee|fees|gross|discount"

PAYMENTS = patterns(
    "content.payment-call",
    "moves money. Make sure that it cannot happen twice (an idempotency key) and that a failure half "
    "way is seen by somebody",
    (
        Form(
            "stripe",
            r"\bstripe\.(?:\w{1,40}\.){1,3}(?:create|capture|confirm|cancel|update|del(?:ete)?"
            r"|refund)\w{0,20}\(|\bStripe::(?:\w{1,40}::)?\w{1,40}\.(?:create|capture|confirm|cancel"
            r"|update)\b|\b(?:paymentintent|charge|refund|payout|transfer)\.New\(",
        ),
        Form(
            "braintree",
            r"(?i)\bbraintree\.?(?:::)?\w{0,20}\.?(?:transaction|subscription"
            r"|refund)\w{0,20}\.\w{1,30}\(",
        ),
        Form(
            "adyen paypal square checkout.com worldpay mollie",
            r"(?i)\b(?:adyen|paypal|squareup|worldpay|mollie)\w{0,30}(?:\.\w{1,30}){0,2}\.(?:payments?"
            r"|capture|refund|cancel|execute|charge|authorise|create)\w{0,20}\(",
        ),
        Form(
            ".refund( .refund! .chargeback",
            r"(?i)\b\w*(?:payment|charge|order|transaction|gateway|invoice)\w*\.(?:refund|capture|void"
            r"|charge)!?\(",
        ),
        Form(
            ".capture( .charge( .void(",
            r"(?i)\b\w*(?:payment|gateway|transaction|card|customer)\w*\.(?:capture|charge|void)!?\(",
        ),
    ),
)

ROUNDING = patterns(
    "content.money-rounding",
    "rounds or converts money: a cent lost here is lost many times over. Use decimal amounts, and round"
    " once, by the rule that the books use",
    (
        Form("round(", rf"\bround\(\s*[\w.]{{0,60}}(?<![a-z])(?:{_MONEY})\b", L.PYTHON),
        Form(
            ".round .tofixed( parsefloat( float(",
            rf"(?i)\b(?:{_MONEY})\w{{0,20}}\)?\.(?:round|toFixed)\b|\b(?:parseFloat"
            rf"|float)\(\s*[\w.]{{0,60}}(?<![a-z])(?:{_MONEY})\b",
            CODE,
        ),
        Form(
            "math.round( math.floor( math.ceil(",
            rf"(?i)\bmath\.(?:round|floor|ceil)\(\s*[\w.]{{0,60}}(?<![a-z])(?:{_MONEY})\b",
            CODE,
        ),
        Form("rounding=", r"\bquantize\([^)]{0,100}\brounding\s*=", L.PYTHON),
    ),
)

ROWS = (*PAYMENTS, *ROUNDING)
