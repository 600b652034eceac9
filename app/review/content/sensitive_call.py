"""Calls that run, load or show what somebody else wrote."""

from app.review.content.sensitive_line import CODE, L
from app.review.content.sensitive_pattern import Form, patterns

_NAMED = r"\(\s*(?P<name>[A-Za-z_$][\w.$\[]{0,60})"

_SQL = r"(?P<what>SELECT|INSERT INTO|UPDATE|DELETE FROM)\s"

CALLS = patterns(
    "content.runs-input",
    "runs or unpacks what it is given: if any of it comes from outside, it runs somebody else's code. "
    "Use a parser or a list of arguments",
    (
        Form("eval( exec(", r"(?<![\w.])(?:eval|exec)" + _NAMED, L.PYTHON),
        Form("eval( new~function(", r"(?<![\w.])eval" + _NAMED + r"|\bnew Function\(", L.SCRIPT),
        Form("instance_eval class_eval eval(", r"(?<![\w.])eval" + _NAMED, L.RUBY),
        Form("eval(", r"(?<![\w.>])eval\(\s*\$", L.PHP),
        Form(
            "pickle.load marshal.load shelve.open dill.load",
            r"\b(?:pickle|marshal|dill|cPickle)\.loads?\(",
            L.PYTHON,
        ),
        Form("marshal.load yaml.unsafe_load yaml.load", r"\b(?:Marshal\.load|YAML\.unsafe_load)\b", L.RUBY),
        Form("yaml.load(", r"\byaml\.load\((?![^)]{0,200}Safe)", L.PYTHON, unless=r"Safe\w*Loader|safe"),
        Form("yaml.unsafe_load yaml.full_load", r"\byaml\.(?:unsafe_load|full_load)\(", L.PYTHON),
        Form("shell=true", r"\bshell\s*=\s*True\b", L.PYTHON),
        Form(
            "os.system( os.popen(",
            r"\bos\.(?:system|popen)\((?!\s*[rb]?['\"][^'\"{%]*['\"]\s*\))",
            L.PYTHON,
            strings=True,
        ),
        Form(
            "child_process exec( execsync(",
            r"\b(?:exec|execSync)\(\s*`[^`]{0,200}\$\{",
            L.SCRIPT,
            strings=True,
        ),
        Form("unserialize(", r"\bunserialize\(\s*\$", L.PHP),
        Form(
            "shell_exec( system( passthru(",
            r"(?<![\w>:])(?:shell_exec|system|passthru|exec)\([^)]{0,100}\$",
            L.PHP,
            strings=True,
        ),
        Form("objectinputstream", r"\bnew ObjectInputStream\(", L.JVM),
        Form("binaryformatter", r"\bnew BinaryFormatter\(", L.CSHARP),
        Form(
            "code.eval_string binary_to_term",
            r"\bCode\.eval_string\b|:erlang\.binary_to_term\((?![^)]{0,100}:safe)",
            L.ELIXIR,
        ),
        Form(
            "exec.command(",
            r"\bexec\.Command\(\s*\"(?:sh|bash)\"\s*,\s*\"-c\"\s*,(?!\s*\"[^\"%]*\"\s*\))",
            L.GO,
            strings=True,
        ),
    ),
)

SQL = patterns(
    "content.sql-by-hand",
    "puts values into the text of a query: a value with a quote in it changes what the query does. Pass"
    " them as parameters",
    (
        Form(
            "select~ insert~ update~ delete~",
            rf"\b[fF][\"'](?:\"\")?[^\"']{{0,60}}{_SQL}[^\"'{{]{{0,160}}(?:=|IN|LIKE"
            rf"|VALUES)\s*\(?'?%?\{{",
            L.PYTHON,
            strings=True,
        ),
        Form(
            "select~ insert~ update~ delete~",
            rf"[\"'][^\"']{{0,60}}{_SQL}[^\"']{{0,160}}(?:=|IN|LIKE)\s*'?%?s?[\"']\s*(?:\+|%"
            rf"|\.format\()\s*\w",
            CODE,
            strings=True,
        ),
        Form(
            "select~ insert~ update~ delete~",
            rf"\b{_SQL}[^`\"]{{0,160}}(?:=|IN|LIKE)\s*\(?'?%?[$#]\{{",
            L.SCRIPT | L.RUBY | L.JVM,
            strings=True,
        ),
        Form(
            "sprintf(",
            rf"\bSprintf\(\s*[\"`][^\"`]{{0,60}}{_SQL}[^\"`]{{0,160}}(?:=|IN|LIKE)\s*\(?'?%[sv]",
            L.GO,
            strings=True,
        ),
        Form(
            "where( order( find_by_sql(",
            r"\.(?P<what>where|order|having|find_by_sql|group|pluck)\(\s*\"[^\"]{0,160}#\{",
            L.RUBY,
            strings=True,
            unless=r"quote|sanitize|table_name",
        ),
        Form(
            "select~ delete~ update~",
            rf"\"[^\"]{{0,60}}{_SQL}[^\"]{{0,160}}=\s*'?(?:\{{?\$\w|\"\s*\.\s*\$)",
            L.PHP,
            strings=True,
        ),
    ),
)

HTML = patterns(
    "content.raw-html",
    "puts text into a page as it is: if any of it comes from a person, it is a script in somebody's "
    "browser. Escape it, or clean it first",
    (
        Form("dangerouslysetinnerhtml", r"\bdangerouslySetInnerHTML\b", L.SCRIPT),
        Form("innerhtml", r"\.innerHTML\s*\+?=(?!=)(?!\s*(?:''|\"\"|``)\s*;?$)", L.SCRIPT),
        Form("v-html", r"\bv-html=", L.SCRIPT | L.MARKUP),
        Form("bypasssecuritytrust", r"\bbypassSecurityTrust\w{1,20}\(", L.SCRIPT),
        Form(
            "html_safe raw(",
            r"\.html_safe\b(?<!['\"]\.html_safe)|<%==|\braw\(\s*(?:params|@)",
            L.RUBY | L.MARKUP,
        ),
        Form("mark_safe(", r"\bmark_safe\(\s*[A-Za-z_f]", L.PYTHON),
        Form("|safe |~safe", r"\{\{[^}]{1,120}\|\s?safe\b", L.MARKUP),
        Form("html.raw( {!!", r"\bHtml\.Raw\(|\{!!", L.MARKUP | L.PHP | L.CSHARP),
        Form("template.html(", r"\btemplate\.HTML\(", L.GO),
    ),
)

ROWS = (*CALLS, *SQL, *HTML)
