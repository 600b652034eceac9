"""Lines that decide who is let in."""

from app.review.content.sensitive_line import L
from app.review.content.sensitive_pattern import Form, patterns

REMOVED = patterns(
    "content.auth-removed",
    "is taken away: what it guarded may now be open to anybody. Ask what checks the caller instead",
    (
        Form(
            "@login_required @permission_required @user_passes_test @requires_auth @jwt_required "
            "@roles_required @authenticated @auth_required @token_required @requires_login",
            r"@(?:\w{1,40}\.)?(?:login_required|permission_required|user_passes_test|requires_(?:auth"
            r"|login)"
            r"|jwt_required|roles_(?:required|accepted)|authenticated|auth_required|token_required)\b",
            L.PYTHON,
        ),
        Form(
            "loginrequiredmixin permissionrequiredmixin userpassestestmixin",
            r"\b(?:LoginRequired|PermissionRequired|UserPassesTest)Mixin\b",
            L.PYTHON,
            unless=r"^\s*(from|import)\b",
        ),
        Form(
            "permission_classes authentication_classes",
            r"\b(?:permission|authentication)_classes\b(?=\s*[=(])",
            L.PYTHON,
        ),
        Form("csrf_protect protect_from_forgery", r"@csrf_protect\b|\bprotect_from_forgery\b"),
        Form(
            "before_action before_filter prepend_before_action",
            r"\b(?:prepend_)?before_(?:action|filter)\s*\(?\s*:(?P<what>\w{0,60}(?:auth|login|logged_in"
            r"|sign(?:ed)?_in|require_user|require_admin|permission|two_factor|2fa)\w{0,60})",
            L.RUBY,
        ),
        Form(
            "verify_session authenticate_ authorize_ require_ verify_authorized",
            r"^\s{0,12}(?P<what>verify_(?:session|authorized)\w{0,30}|(?:load_and_)?authorize_resource"
            r"|authenticate_\w{1,30}!|require_(?:login|user|admin|auth\w{0,12}|sudo|mfa|2fa))(?=\s(?!\s*=)|$)",
            L.RUBY,
        ),
        Form("[authorize", r"\[Authorize\b", L.CSHARP),
        Form("@preauthorize @secured @rolesallowed", r"@(?:PreAuthorize|Secured|RolesAllowed)\b", L.JVM),
        Form("useguards(", r"@UseGuards\(", L.SCRIPT),
        Form(
            "requireauth ensureauthenticated isauthenticated ensureloggedin passport.authenticate",
            r"\b(?:requireAuth\w{0,20}|ensureAuthenticated|isAuthenticated|ensureLoggedIn"
            r"|passport\.authenticate)\b",
            L.SCRIPT | L.GO,
            unless=r"^\s*(import|from|export)\b|require\(",
        ),
        Form(
            "middleware( ->middleware",
            r"\bmiddleware\(\s*\[?\s*['\"](?P<what>auth|can|verified|password\.confirm)\b",
            L.PHP,
            strings=True,
        ),
        Form("authenticat", r"\bplug\s*\(?\s*:(?P<what>\w{0,40}authenticat\w{0,40})", L.ELIXIR),
    ),
    sign="-",
)

SKIPPED = patterns(
    "content.auth-skipped",
    "lets a request through without the usual check. Make sure that nothing behind it changes or shows "
    "what belongs to somebody",
    (
        Form("csrf_exempt", r"@(?:\w{1,40}\.)?csrf_exempt\b|\bcsrf_exempt\(", L.PYTHON),
        Form("allowany", r"\bAllowAny\b(?=\s*[,\])])", L.PYTHON),
        Form(
            "authentication_classes permission_classes",
            r"\b(?:authentication|permission)_classes\s*=\s*(?:\(\s*\)|\[\s*\])",
            L.PYTHON,
        ),
        Form(
            "skip_before_action skip_before_filter",
            r"\bskip_before_(?:action|filter)\s*\(?\s*:(?P<what>\w{0,60}(?:auth|login"
            r"|verify_authenticity|sign|require|permission)\w{0,60})",
            L.RUBY,
        ),
        Form("null_session", r"\bwith:\s*:null_session\b", L.RUBY),
        Form("skip_authorization skip_policy_scope", r"\bskip_(?:authorization|policy_scope)\b", L.RUBY),
        Form("[allowanonymous", r"\[AllowAnonymous\b", L.CSHARP),
        Form("permitall", r"\.permitAll\(\)|@PermitAll\b", L.JVM),
        Form(
            "csrf",
            r"\bcsrf\(\)\.disable\(\)|\bcsrf\s*\{\s*(?:it\.)?disable\(\)"
            r"|csrf\(\s*\w+\s*->\s*\w+\.disable\(\)",
            L.JVM,
        ),
        Form("csrf", r"\bcsrf\s*[:=]\s*false\b|\bWTF_CSRF_ENABLED\s*=\s*False\b"),
        Form("withoutmiddleware", r"\bwithoutMiddleware\(", L.PHP),
    ),
)

ROWS = (*REMOVED, *SKIPPED)
