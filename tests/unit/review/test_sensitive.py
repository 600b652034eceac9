"""What changed lines do where a mistake is dear: each way of writing it, and what only looks like it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.report import GateName
from app.review.content.sensitive import look_at_lines
from app.review.content.sensitive_line import (
    LINE_READ,
    Language,
    bare,
    changed_lines,
    lines_with,
    prose_lines,
    runs,
)
from app.review.content.sensitive_table import place_in
from app.review.content.sensitive_word import Vocabulary
from app.review.diff.patch import Hunk
from app.review.rules import RULES, sensitive
from tests.unit.review.example import added, deleted, modified, patches, rules

AUTH, PAYMENTS, DELETION, SCHEMA = GateName.AUTH, GateName.PAYMENTS, GateName.DELETION, GateName.SCHEMA

CAUGHT = [
    ("a.py", "@csrf_exempt", "content.auth-skipped"),
    ("a.py", "permission_classes = [AllowAny]", "content.auth-skipped"),
    ("a.py", "authentication_classes = ()", "content.auth-skipped"),
    ("a.rb", "skip_before_action :verify_authenticity_token", "content.auth-skipped"),
    ("a.rb", "  protect_from_forgery with: :null_session", "content.auth-skipped"),
    ("A.cs", "    [AllowAnonymous]", "content.auth-skipped"),
    ("A.java", '  .antMatchers("/a").permitAll()', "content.auth-skipped"),
    ("A.kt", "http.csrf { it.disable() }", "content.auth-skipped"),
    ("a.php", "Route::get('/x')->withoutMiddleware('auth');", "content.auth-skipped"),
    ("a.py", "requests.get(url, verify=False)", "content.tls-off"),
    ("a.py", "session.verify = False", "content.tls-off"),
    ("a.py", "context.check_hostname = False", "content.tls-off"),
    ("a.go", "tls.Config{InsecureSkipVerify: true}", "content.tls-off"),
    ("a.ts", "new Agent({ rejectUnauthorized: false })", "content.tls-off"),
    ("a.js", "process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0'", "content.tls-off"),
    ("a.rb", "http.verify_mode = OpenSSL::SSL::VERIFY_NONE", "content.tls-off"),
    ("a.ex", "ssl: [verify: :verify_none]", "content.tls-off"),
    ("a.php", "curl_setopt($c, CURLOPT_SSL_VERIFYPEER, false);", "content.tls-off"),
    ("a.rs", ".danger_accept_invalid_certs(true)", "content.tls-off"),
    ("a.cs", "ServerCertificateCustomValidationCallback = (m, c, ch, e) => true;", "content.tls-off"),
    ("a.sh", "curl -k https://example.com/a", "content.tls-off"),
    ("a.py", 'jwt.decode(t, options={"verify_signature": False})', "content.token-unverified"),
    ("a.py", "jwt.decode(token, verify=False)", "content.token-unverified"),
    ("a.rb", "JWT.decode token, nil, false", "content.token-unverified"),
    ("a.js", 'jwt.sign(p, k, { algorithm: "none" })', "content.token-unverified"),
    ("a.go", "parser.ParseUnverified(raw, &claims)", "content.token-unverified"),
    ("a.py", "digest = hashlib.md5(password.encode())", "content.weak-crypto"),
    ("a.py", "cipher = AES.new(key, AES.MODE_ECB)", "content.weak-crypto"),
    ("a.java", 'Cipher.getInstance("AES/ECB/PKCS5Padding")', "content.weak-crypto"),
    ("a.py", "iv = b'0123456789abcdef'", "content.weak-crypto"),
    ("a.py", "token = ''.join(random.choice(letters) for _ in range(9))", "content.weak-crypto"),
    ("a.js", "const sessionId = Math.random().toString(36)", "content.weak-crypto"),
    ("a.py", "SESSION_COOKIE_SECURE = False", "content.cookie-open"),
    ("a.js", "res.cookie('sid', id, { httpOnly: false })", "content.cookie-open"),
    ("a.rb", "cookies[:sid] = { value: id, secure: false }", "content.cookie-open"),
    ("a.js", "res.setHeader('Access-Control-Allow-Origin', '*')", "content.cors-open"),
    ("a.py", "CORS_ALLOW_ALL_ORIGINS = True", "content.cors-open"),
    ("a.py", 'app.add_middleware(CORSMiddleware, allow_origins=["*"])', "content.cors-open"),
    ("a.py", "stripe.Refund.create(charge=charge_id)", "content.payment-call"),
    ("a.rb", "Stripe::Charge.create(amount: amount)", "content.payment-call"),
    ("a.js", "await stripe.paymentIntents.capture(id)", "content.payment-call"),
    ("a.rb", "payment.refund!(amount)", "content.payment-call"),
    ("a.py", "value = round(item.price, 2)", "content.money-rounding"),
    ("a.js", "const cents = Math.round(amount * 100)", "content.money-rounding"),
    ("a.rb", "total_cents.round", "content.money-rounding"),
    ("a.py", 'cursor.execute("DELETE FROM users")', "content.deletes-rows"),
    ("a.rb", "User.where(old: true).delete_all", "content.deletes-rows"),
    ("a.rb", "user.posts.destroy_all", "content.deletes-rows"),
    ("a.py", "User.objects.all().delete()", "content.deletes-rows"),
    ("a.js", "await prisma.user.deleteMany({})", "content.deletes-rows"),
    ("a.go", 'db.Exec("TRUNCATE TABLE users")', "content.deletes-rows"),
    ("a.php", '$db->query("DROP TABLE users");', "content.deletes-rows"),
    ("a.sh", "redis-cli -h db flushall", "content.deletes-rows"),
    ("a.ex", "Repo.delete_all(User)", "content.deletes-rows"),
    ("a.sh", 'rm -rf "$DESTINATION"', "content.deletes-files"),
    ("a.py", "shutil.rmtree(path)", "content.deletes-files"),
    ("a.rb", "FileUtils.rm_rf(full_path)", "content.deletes-files"),
    ("a.go", "os.RemoveAll(dir)", "content.deletes-files"),
    ("a.py", "client.delete_bucket(Bucket=name)", "content.deletes-files"),
    ("a.py", 'cursor.execute("ALTER TABLE carts ADD total int")', "content.schema-statement"),
    ("a.py", "db.create_all()", "content.schema-statement"),
    ("a.go", "db.AutoMigrate(&Cart{})", "content.schema-statement"),
    ("a.sh", "chmod -R 777 /srv/app", "content.permissions-wide"),
    ("iam.tf", 'actions = ["*"]', "content.permissions-wide"),
    ("policy.json", '"Action": "s3:*",', "content.permissions-wide"),
    ("policy.json", '"Resource": "*"', "content.permissions-wide"),
    ("a.sql", "GRANT ALL ON carts TO shop;", "content.permissions-wide"),
    ("k8s/role.yaml", "  name: cluster-admin", "content.permissions-wide"),
    ("a.py", "eval(expression)", "content.runs-input"),
    ("a.py", "state = pickle.loads(body)", "content.runs-input"),
    ("a.py", "yaml.load(text)", "content.runs-input"),
    ("a.py", 'subprocess.run(f"ls {folder}", shell=True)', "content.runs-input"),
    ("a.rb", "Marshal.load(body)", "content.runs-input"),
    ("a.js", "exec(`convert ${name}`)", "content.runs-input"),
    ("a.php", "unserialize($body)", "content.runs-input"),
    ("a.java", "new ObjectInputStream(stream)", "content.runs-input"),
    ("a.py", 'cursor.execute(f"SELECT * FROM carts WHERE id = {key}")', "content.sql-by-hand"),
    ("a.py", 'cursor.execute("SELECT * FROM carts WHERE id = %s" % key)', "content.sql-by-hand"),
    ("a.js", "db.query(`SELECT * FROM carts WHERE id = ${id}`)", "content.sql-by-hand"),
    ("a.go", 'fmt.Sprintf("SELECT * FROM carts WHERE id = \'%s\'", id)', "content.sql-by-hand"),
    ("a.rb", "Cart.where(\"name = '#{params[:name]}'\")", "content.sql-by-hand"),
    ("a.tsx", "<div dangerouslySetInnerHTML={body} />", "content.raw-html"),
    ("a.js", "node.innerHTML = body", "content.raw-html"),
    ("a.rb", "body.html_safe", "content.raw-html"),
    ("a.html", "{{ body|safe }}", "content.raw-html"),
    ("main.tf", 'cidr_blocks = ["0.0.0.0/0"]', "config.exposed"),
    ("main.tf", "publicly_accessible = true", "config.exposed"),
    ("k8s/web.yaml", "  privileged: true", "config.exposed"),
    ("k8s/web.yaml", "hostNetwork: true", "config.exposed"),
    ("Dockerfile", "USER root", "config.exposed"),
    ("main.tf", "prevent_destroy = false", "config.unguarded"),
    ("main.tf", "force_destroy = true", "config.unguarded"),
    ("main.tf", "deletion_protection = false", "config.unguarded"),
    (".github/workflows/a.yml", "on: pull_request_target", "config.ci-trust"),
    (".github/workflows/a.yml", "permissions: write-all", "config.ci-trust"),
    (".github/workflows/a.yml", "  run: curl -s https://example.com/i.sh | bash", "config.ci-trust"),
    (".github/workflows/a.yml", "  run: echo ${{ secrets.KEY }}", "config.ci-trust"),
    (".github/workflows/a.yml", "  runs-on: [self-hosted]", "config.ci-trust"),
    (".github/workflows/a.yml", "    continue-on-error: true", "config.ci-weaker"),
    (".github/workflows/a.yml", "    run: make lint || true", "config.ci-weaker"),
    (".github/workflows/a.yml", "    if: false", "config.ci-weaker"),
    ("tests/test_a.py", "@pytest.mark.skip", "content.tests-skipped"),
    ("a.test.js", "it.only('adds', () => {", "content.tests-skipped"),
    ("spec/a_spec.rb", "  xit 'adds' do", "content.tests-skipped"),
    ("a_test.go", 't.Skip("flaky")', "content.tests-skipped"),
    ("src/test/java/ATest.java", "  @Disabled", "content.tests-skipped"),
    ("a.py", 'key = os.environ["PAYMENTS_URL"]', "config.env"),
    ("a.js", "const url = process.env.PAYMENTS_URL", "config.env"),
    ("a.go", 'os.Getenv("PAYMENTS_URL")', "config.env"),
    ("a.rb", 'ENV.fetch("PAYMENTS_URL")', "config.env"),
    ("a.rs", 'env::var("PAYMENTS_URL")', "config.env"),
    ("a.ex", 'System.get_env("PAYMENTS_URL")', "config.env"),
]  # fmt: skip


@pytest.mark.parametrize(("path", "line", "rule"), CAUGHT)
def test_an_added_line_is_told_with_its_place(path: str, line: str, rule: str) -> None:
    seen = look_at_lines(patches(modified(path, f"before\n{line}\nafter\n", "x\n")))
    assert rules(seen.findings) == [rule]
    assert (seen.findings[0].path, seen.findings[0].line) == (path, 2)
    assert not seen.unknown


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("a.py", "# requests.get(url, verify=False)"),
        ("a.py", "total = 1  # never eval(expression)"),
        ("a.py", 'message = "do not call eval(expression)"'),
        ("a.py", '"""Run DELETE FROM users by hand."""'),
        ("a.py", "requests.get(url, verify=True)"),
        ("a.py", "def evaluate(expression): ..."),
        ("a.py", "model.eval()"),
        ("a.py", "ast.literal_eval(text)"),
        ("a.py", "yaml.load(text, Loader=yaml.SafeLoader)"),
        ("a.py", "yaml.safe_load(text)"),
        ("a.py", "etag = hashlib.md5(body).hexdigest()"),
        ("a.py", "colour = random.choice(colours)"),
        ("a.py", "token = secrets.token_hex(32)"),
        ("a.py", "cart.delete()"),
        ("a.py", "shutil.rmtree(tmp_dir)"),
        ("a.py", 'cursor.execute("SELECT * FROM carts WHERE id = %s", [key])'),
        ("a.py", "subprocess.run(arguments, shell=False)"),
        ("a.py", "width = round(ratio * 100)"),
        ("a.py", 'value = os.environ["HOME"]'),
        ("a.py", 'os.environ["PAYMENTS_URL"] = "x"'),
        ("a.py", 'request.environ.get("REMOTE_ADDR")'),
        ("a.js", "// node.innerHTML = body"),
        ("a.js", " * calls eval(body)"),
        ("a.js", "node.innerHTML = ''"),
        ("a.js", "regex.exec(text)"),
        ("a.js", "const jitter = Math.random()"),
        ("a.rb", "before_action :set_locale"),
        ("a.rb", "skip_before_action :set_locale"),
        ("a.rb", "record.delete"),
        ("a.go", "tls.Config{InsecureSkipVerify: false}"),
        ("a.sh", "rm -rf /tmp/build"),
        ("a.sh", "chmod 755 run.sh"),
        ("Dockerfile", "USER app"),
        ("Dockerfile", "RUN rm -rf /var/lib/apt/lists/*"),
        ("main.tf", 'cidr_blocks = ["10.0.0.0/8"]'),
        ("main.tf", "prevent_destroy = true"),
        (".github/workflows/a.yml", "on: pull_request"),
        (".github/workflows/a.yml", "  run: curl -s https://example.com/a.json | jq ."),
        (".github/workflows/a.yml", "  continue-on-error: false"),
        ("tests/test_a.py", "requests.get(url, verify=False)"),
        ("tests/test_a.py", '@pytest.mark.skipif(sys.platform == "win32", reason="no fork")'),
        ("docs/a.md", "eval(expression)"),
        ("web/dist/app.js", "eval(expression)"),
        ("app/migrations/0001_a.py", 'cursor.execute("DELETE FROM users")'),
    ],
)
def test_what_only_looks_alike_is_left_alone(path: str, line: str) -> None:
    assert rules(look_at_lines(patches(added(path, f"{line}\n"))).findings) == []


@pytest.mark.parametrize(
    ("rule", "gate"),
    [
        ("content.auth-removed", AUTH),
        ("content.tls-off", AUTH),
        ("content.payment-call", PAYMENTS),
        ("content.deletes-rows", DELETION),
        ("content.schema-statement", SCHEMA),
        ("content.runs-input", None),
        ("config.session", AUTH),
        ("config.unguarded", DELETION),
        ("config.flag", None),
    ],
)
def test_a_rule_asks_for_the_group_that_knows_about_it(rule: str, gate: GateName | None) -> None:
    assert RULES[rule].gate is gate


@pytest.mark.parametrize(
    ("path", "before", "after"),
    [
        ("a.py", "@login_required\ndef cart(request):\n    pass\n", "def cart(request):\n    pass\n"),
        ("a.py", "    permission_classes = [IsAdmin]\n    x = 1\n", "    x = 2\n"),
        ("a.rb", "  before_action :authenticate_user!\n", "  x\n"),
        ("A.cs", "    [Authorize]\n    public Cart Get()\n", "    public Cart Get()\n"),
        ("A.java", '  @PreAuthorize("a")\n  public Cart get() {\n', "  public Cart get() {\n"),
        ("a.ts", "  @UseGuards(AuthGuard)\n  get() {\n", "  get() {\n"),
        ("a.js", "app.get('/a', requireAuth, show)\n", "app.get('/a', show)\n"),
    ],
)
def test_a_check_that_is_taken_away_is_told(path: str, before: str, after: str) -> None:
    assert rules(look_at_lines(patches(modified(path, after, before))).findings) == ["content.auth-removed"]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("@login_required\ndef cart(request):\n    pass\n", "x = 1\n"),
        ("@login_required\ndef cart(request):\n", "@login_required\n@cached\ndef cart(request):\n"),
        ("    permission_classes = [IsAdmin]\n", "    permission_classes = [IsOwner]\n"),
        ("class Cart(LoginRequiredMixin, View):\n", "class Cart(View, LoginRequiredMixin):\n"),
    ],
)
def test_a_check_that_goes_with_what_it_guarded_or_is_reworded_is_left_alone(before: str, after: str) -> None:
    assert rules(look_at_lines(patches(modified("a.py", after, before))).findings) == []


def test_a_deleted_file_takes_its_checks_along() -> None:
    assert rules(look_at_lines(patches(deleted("a.py", "@login_required\ndef a(): ...\n"))).findings) == []


def test_a_line_that_only_moved_is_left_alone() -> None:
    moved = patches(added("b.py", "eval(expression)\n"), deleted("a.py", "    eval(expression)\n"))
    assert rules(look_at_lines(moved).findings) == []


def test_one_finding_a_rule_counts_the_other_places() -> None:
    seen = look_at_lines(patches(*(added(f"{n}.py", "eval(a)\neval(b)\n") for n in range(3))))
    (found,) = seen.findings
    assert found.path == "0.py"
    assert found.message.endswith("And in 5 more places.")


@pytest.mark.parametrize(
    ("before", "after", "rules_seen"),
    [
        ("    - run: pytest -q\n", "    - run: make docs\n", ["config.ci-weaker"]),
        ("    - run: pytest -q\n", "    - run: pytest -q -n 4\n", []),
        ("    - run: make docs\n", "    - run: true\n", []),
    ],
)
def test_a_test_step_taken_out_of_the_pipeline_is_told(
    before: str, after: str, rules_seen: list[str]
) -> None:
    changed = patches(modified(".github/workflows/ci.yml", after, before))
    assert rules(look_at_lines(changed).findings) == rules_seen


@pytest.mark.parametrize(
    ("diff", "rule"),
    [
        (deleted("k8s/web.yaml", "kind: Deployment\n"), "config.resource-removed"),
        (modified("main.tf", "x\n", 'resource "aws_sqs_queue" "orders" {\n'), "config.resource-removed"),
        (modified("main.tf", "x\n", "    prevent_destroy = true\n"), "config.unguarded"),
    ],
)
def test_infrastructure_that_is_taken_out_is_told(diff: str, rule: str) -> None:
    assert rules(look_at_lines(patches(diff)).findings) == [rule]


def test_tests_that_stay_and_assert_less_are_told() -> None:
    body = "".join(f"    assert total({n}) == {n}\n" for n in range(6))
    weaker = look_at_lines(patches(modified("tests/test_a.py", "    pass\n", body)))
    assert rules(weaker.findings) == ["content.assertions-removed"]
    whole = look_at_lines(patches(modified("tests/test_a.py", "pass\n", f"def test_a():\n{body}")))
    assert rules(whole.findings) == []
    reworded = body.replace("total", "sum_of")
    assert rules(look_at_lines(patches(modified("tests/test_a.py", reworded, body))).findings) == []


@pytest.mark.parametrize("rule", [name for name in sensitive.RULES if name.startswith("content.")])
def test_no_message_holds_more_of_a_line_than_what_it_is_about(rule: str) -> None:
    lines = [line for _, line, name in CAUGHT if name == rule]
    secret = "hunter2hunter2"  # a value that stands beside it
    for path, line, name in CAUGHT:
        if name == rule and lines:
            seen = look_at_lines(patches(added(path, f"{line}  {secret}\n")))
            assert not [found for found in seen.findings if secret in found.message]


def test_more_lines_than_are_looked_at_are_unknown() -> None:
    text = "".join(f"eval {n}\n" for n in range(50_001))
    seen = look_at_lines(patches(added("a.py", text.replace("eval ", "eval( exec( ")), added("b.py", text)))
    assert not seen.unknown
    many = "".join(f"yaml.load( pickle.load eval( {n}\n" for n in range(50_000))
    assert [entry.subject for entry in look_at_lines(patches(added("a.py", many))).unknown] == [
        "changed lines"
    ]


@given(st.text(max_size=300))
def test_any_line_can_be_cut(text: str) -> None:
    for language in Language:
        assert len(runs(text, language)) <= len(text)
        assert len(bare(text, language)) <= len(text)


@given(st.lists(st.sampled_from(['+"""', "+x:", " '''", "-a", "+", '+"""Sum."""']), max_size=30))
def test_any_hunk_tells_which_lines_are_prose(lines: list[str]) -> None:
    assert prose_lines(lines) <= set(range(len(lines)))


FEW = frozenset({"eval(", "delete from", "verify", "rm -"})
MANY = FEW | {f"word {number}" for number in range(30)}  # more than are searched one by one


@given(
    st.sampled_from([FEW, MANY]),
    st.lists(
        st.lists(st.sampled_from([*sorted(FEW), "x", "y eval", "retry-eval(1)", "\n"]), max_size=8),
        max_size=5,
    ),
)
def test_no_word_that_stands_in_a_text_is_missed(wanted: frozenset[str], texts: list[list[str]]) -> None:
    joined = [" ".join(parts) for parts in texts]
    for text, told in zip(joined, Vocabulary(wanted).words_in(joined), strict=True):
        assert {word for word in wanted if word in text} <= told


@given(st.lists(st.text(alphabet="+- eval(İΣ\r\x0c\u2028", max_size=12), max_size=12))
def test_no_line_that_holds_a_word_is_missed(lines: list[str]) -> None:
    hunk = Hunk(1, 1, tuple(lines))
    wanted = [line for line in changed_lines(hunk) if "eval(" in line.lowered or "i" in line.lowered]
    assert [line for line in lines_with(hunk, ("eval(", "i")) if line in wanted] == wanted


@pytest.mark.parametrize("blanks", [" " * LINE_READ, "\t" * 2 * LINE_READ])
def test_no_blanks_push_a_line_out_of_sight(blanks: str) -> None:
    taken = modified("app/views.py", f"{blanks}x = 1\n", f"{blanks}@login_required\n")
    assert rules(look_at_lines(patches(taken)).findings) == ["content.auth-removed"]


@given(st.sampled_from(CAUGHT), st.text(alphabet="\"'`({[ \\#$%*ab=", max_size=LINE_READ))
def test_hostile_lines_end_soon_and_never_break(caught: tuple[str, str, str], noise: str) -> None:
    path, line, _ = caught
    look_at_lines(patches(added(path, f"{line}{noise}\n{noise}{line}\n")))


def test_the_table_is_read_once_for_files_that_are_alike() -> None:
    assert place_in.cache_info().maxsize is not None
