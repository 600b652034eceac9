"""Rules about: what the changed lines do where a mistake is dear."""

from app.domain.report import GateName, Level
from app.review.verdict.rule import Rule

RULES = {
    "content.auth-removed": Rule(
        Level.MEDIUM,
        "A check of who calls is taken away from code that stays.",
        "- @login_required",
        "OWASP ASVS V4; CWE-306",
        GateName.AUTH,
    ),
    "content.auth-skipped": Rule(
        Level.MEDIUM,
        "A request is let through without the usual check.",
        "@csrf_exempt",
        "CWE-352, CWE-862",
        GateName.AUTH,
    ),
    "content.tls-off": Rule(
        Level.MEDIUM,
        "The check of the other side's certificate is turned off.",
        "requests.get(url, verify=False)",
        "CWE-295",
        GateName.AUTH,
    ),
    "content.token-unverified": Rule(
        Level.MEDIUM,
        "A token is read without checking its signature.",
        'jwt.decode(token, options={"verify_signature": False})',
        "CWE-347",
        GateName.AUTH,
    ),
    "content.weak-crypto": Rule(
        Level.MEDIUM,
        "A weak hash, cipher or random source for a secret.",
        "token = random.choice(letters)",
        "CWE-327, CWE-338",
        GateName.AUTH,
    ),
    "content.cookie-open": Rule(
        Level.MEDIUM,
        "A cookie without its protections.",
        "SESSION_COOKIE_SECURE = False",
        "CWE-614, CWE-1004",
        GateName.AUTH,
    ),
    "content.cors-open": Rule(
        Level.MEDIUM,
        "Any website may call.",
        "CORS_ALLOW_ALL_ORIGINS = True",
        "CWE-942",
        GateName.AUTH,
    ),
    "content.permissions-wide": Rule(
        Level.MEDIUM,
        "Rights far wider than one task needs.",
        "chmod 777 /srv",
        "CWE-732",
        GateName.AUTH,
    ),
    "content.payment-call": Rule(
        Level.MEDIUM,
        "A call that moves money.",
        "stripe.Refund.create(charge=id)",
        "PCI DSS 6.2",
        GateName.PAYMENTS,
    ),
    "content.money-rounding": Rule(
        Level.MEDIUM,
        "An amount of money is rounded or made a float.",
        "total = round(price * 1.19, 2)",
        "CWE-1339",
        GateName.PAYMENTS,
    ),
    "content.deletes-rows": Rule(
        Level.MEDIUM,
        "Code that deletes many rows.",
        "User.objects.all().delete()",
        "GDPR article 17",
        GateName.DELETION,
    ),
    "content.deletes-files": Rule(
        Level.MEDIUM,
        "Code that deletes a tree of files or a bucket.",
        "shutil.rmtree(path)",
        "the team's own judgement",
        GateName.DELETION,
    ),
    "content.schema-statement": Rule(
        Level.MEDIUM,
        "The schema is changed outside of the migrations.",
        'cursor.execute("ALTER TABLE carts ADD total int")',
        "strong_migrations",
        GateName.SCHEMA,
    ),
    "content.runs-input": Rule(
        Level.MEDIUM,
        "Code that runs or unpacks what it is given.",
        "subprocess.run(command, shell=True)",
        "CWE-78, CWE-94, CWE-502",
    ),
    "content.sql-by-hand": Rule(
        Level.MEDIUM,
        "Values are put into the text of a query.",
        'cursor.execute(f"SELECT * FROM carts WHERE id = {id}")',
        "CWE-89",
    ),
    "content.raw-html": Rule(
        Level.MEDIUM,
        "Text is put into a page unescaped.",
        "<div dangerouslySetInnerHTML={body} />",
        "CWE-79",
    ),
    "content.tests-skipped": Rule(
        Level.LOW,
        "A test is skipped, or only one is run.",
        "@pytest.mark.skip",
        "the team's own judgement",
    ),
    "content.assertions-removed": Rule(
        Level.LOW,
        "Tests that stay assert less than before.",
        "- assert total == 3",
        "the team's own judgement",
    ),
}
