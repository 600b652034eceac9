"""Lines that decide whom and what to trust: servers, tokens, ciphers, cookies, other websites."""

from app.review.content.sensitive_line import CODE, DATA, L
from app.review.content.sensitive_pattern import Form, patterns

_HELD = r"password|passwd|passwort|\bpwd\b"

_TOKENS = r"token|secret|password|nonce|otp|session_?id|api_?key|csrf|salt"

TLS = patterns(
    "content.tls-off",
    "turns the check of the other side's certificate off: anybody on the way can read and change the "
    "traffic. Trust the right CA instead",
    (
        Form(
            "verify",
            r"\bverify(?:_ssl|_certs?)?\s*=\s*False\b|['\"]verify['\"]\s*:\s*False\b",
            L.PYTHON,
            strings=True,
            unless=r"decode\(|def ",
        ),
        Form("check_hostname", r"\bcheck_hostname\s*=\s*False\b", L.PYTHON),
        Form(
            "_create_unverified_context cert_none",
            r"\b_create_unverified_context\b|\bCERT_NONE\b",
            L.PYTHON,
        ),
        Form("insecureskipverify", r"\bInsecureSkipVerify\s*[:=]\s*true\b", L.GO),
        Form(
            "rejectunauthorized",
            r"\brejectUnauthorized['\"]?\s*[:=]\s*false\b",
            L.SCRIPT | L.JSON | L.YAML,
        ),
        Form(
            "node_tls_reject_unauthorized",
            r"\bNODE_TLS_REJECT_UNAUTHORIZED\b['\"]?\]?\s*[:=]\s*['\"]?0",
            strings=True,
        ),
        Form("verify_none", r"\bVERIFY_NONE\b|\bverify:\s*:verify_none\b", L.RUBY | L.ELIXIR),
        Form("curlopt_ssl_verify", r"\bCURLOPT_SSL_VERIFY(?:PEER|HOST)\b\s*(?:,|=>)\s*(?:false|0)\b", L.PHP),
        Form("danger_accept_invalid", r"\bdanger_accept_invalid_(?:certs|hostnames)\(\s*true\s*\)", L.RUST),
        Form(
            "servercertificatecustomvalidationcallback dangerousacceptany",
            r"\bDangerousAcceptAnyServerCertificateValidator\b"
            r"|\bServerCertificateCustomValidationCallback\s*=[^;]{0,80}=>\s*true\b",
            L.CSHARP,
        ),
        Form(
            "noophostnameverifier allow_all_hostname trustallstrategy",
            r"\b(?:NoopHostnameVerifier|ALLOW_ALL_HOSTNAME_VERIFIER|TrustAllStrategy)\b",
            L.JVM,
            unless="^import",
        ),
        Form(
            "curl",
            r"\bcurl\b[^|;&]{0,120}?\s(?P<what>-k|--insecure)(?=\s|$)",
            L.SHELL | L.DOCKER | L.YAML,
            strings=True,
        ),
        Form(
            "strict-ssl sslverify no-check-certificate trusted-host",
            r"\bstrict-ssl\s*=?\s*false\b|\bhttp\.sslVerify\s*=?\s*false\b|--no-check-certificate\b",
            L.SHELL | L.DOCKER | L.YAML | L.SETTING,
            strings=True,
        ),
    ),
)

TOKENS = patterns(
    "content.token-unverified",
    "reads a token without checking its signature: anybody can write one. Verify it, with a fixed algorithm",
    (
        Form("verify_signature", r"['\"]verify_signature['\"]\s*:\s*False\b", L.PYTHON, strings=True),
        Form("jwt.decode", r"\bjwt\.decode\([^)]{0,200}\bverify\s*=\s*False\b", L.PYTHON),
        Form("jwt.decode", r"\bJWT\.decode\s*\(?[^,)]{1,120},\s*nil\s*,\s*false\b", L.RUBY),
        Form("none", r"\balg(?:orithms?)?['\"]?\s*(?:[:=]|=>)\s*\[?\s*['\"]none['\"]", strings=True),
        Form(
            "parseunverified insecuredisablesignatureverification",
            r"\b(?:ParseUnverified|InsecureSkipSignatureCheck)\b|\bdangerous::insecure_decode\b",
            L.GO | L.RUST,
        ),
        Form("insecure_disable_signature_validation", r"\binsecure_disable_signature_validation\b", L.RUST),
        Form(
            "requiresignedtokens validateissuersigningkey",
            r"\b(?:RequireSignedTokens|ValidateIssuerSigningKey)\s*=\s*false\b",
            L.CSHARP,
        ),
    ),
)

CRYPTO = patterns(
    "content.weak-crypto",
    "is too weak for a secret: it can be guessed or reversed. Use a password hash (argon2, bcrypt), an "
    "authenticated cipher (AES-GCM) or the system's secure random source",
    (
        Form(
            "md5 sha1",
            rf"(?i)(?:{_HELD}).{{0,80}}?\b(?P<what>md5|sha-?1)\b|\b(?P<how>md5"
            rf"|sha-?1)\b.{{0,80}}?(?:{_HELD})",
            CODE,
            unless=r"(?i)hibp|pwned|usedforsecurity",
        ),
        Form(
            "mode_ecb /ecb/ aes/ecb -ecb ecbmode ciphermode.ecb",
            r"(?i)\bMODE_ECB\b|\bAES/ECB\b|aes-\d{3}-ecb\b|\bCipherMode\.ECB\b",
            CODE,
            strings=True,
        ),
        Form(
            'des.new( des3.new( "des/ "desede des.newcipher( createdes',
            r"\bDES(?:3|ede)?\.new\(|getInstance\(\s*\"DES(?:ede)?[/\"]|\bdes\.NewCipher\("
            r"|\bcreateDES\b",
            CODE,
            strings=True,
        ),
        Form(
            "iv~ iv= nonce~ nonce=",
            r"(?i)\b(?P<what>iv|nonce)\s*=\s*(?:b?['\"][^'\"]{8,64}['\"]|\[\]byte\(\"[^\"]{8,64}\"\)"
            r"|b?['\"]\\(?:x00|0)['\"]\s*\*\s*\d)",
            CODE,
            strings=True,
        ),
        Form(
            "random",
            rf"(?i)\b(?:{_TOKENS})\w*\s*(?:=|:=)[^=].{{0,80}}?(?P<what>\brandom\.(?:choice|choices"
            rf"|randint|random|sample)\b|\bMath\.random\(\)|\bmt_rand\(|\brand\.(?:Intn?|Read)\()",
            CODE,
        ),
    ),
)

COOKIES = patterns(
    "content.cookie-open",
    "lets a cookie travel where it can be read or stolen. Keep session cookies secure, http-only and "
    "same-site",
    (
        Form(
            "cookie_secure cookie_httponly",
            r"\b(?:SESSION|CSRF|REMEMBER|JWT)_COOKIE_(?:SECURE|HTTPONLY)\s*=\s*False\b",
            L.PYTHON | L.SETTING,
        ),
        Form("samesite", r"(?i)\bsame_?site['\"]?\s*[:=]\s*['\"]none['\"]", CODE, strings=True),
        Form("httponly", r"(?i)\bhttp_?only['\"]?\s*(?:[:=]|=>)\s*false\b", CODE, strings=True),
        Form(
            "cookie",
            r"(?i)cookie.{0,120}?\b(?P<what>secure['\"]?\s*(?:[:=]|=>)\s*false)\b",
            CODE,
            strings=True,
        ),
    ),
)

CORS = patterns(
    "content.cors-open",
    "lets any website call this. Name the origins that may",
    (
        Form(
            "access-control-allow-origin",
            r"(?i)\bAccess-Control-Allow-Origin['\"]?\s*(?:\]|,|:|=>|=)?\s*=?\s*['\"]?\*",
            CODE | DATA,
            strings=True,
        ),
        Form(
            "cors_origin_allow_all cors_allow_all_origins",
            r"\bCORS_(?:ORIGIN_ALLOW_ALL|ALLOW_ALL_ORIGINS)\s*=\s*True\b",
            L.PYTHON,
        ),
        Form(
            "allow_origins alloworigins allowedorigins",
            r"(?i)\ballow(?:ed)?_?origins?['\"]?\s*[=:(]\s*(?:\[\]string\{)?\[?\s*['\"]\*['\"]",
            CODE | DATA,
            strings=True,
        ),
        Form("allowanyorigin", r"\bAllowAnyOrigin\(\)", L.CSHARP),
        Form("@crossorigin", r"@CrossOrigin\s*(?:\(\s*(?:origins\s*=\s*)?\"\*\")", L.JVM, strings=True),
    ),
)

ROWS = (*TLS, *TOKENS, *CRYPTO, *COOKIES, *CORS)
