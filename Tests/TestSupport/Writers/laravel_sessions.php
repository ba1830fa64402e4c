<?php
// A web application on Laravel's own session components, one request a line: JSON in, "ok<TAB>JSON", "refused" or
// "error<TAB>text" out. The argument is JSON: driver (file, redis, memcached, database), directory, database
// (sqlite, mysql, pgsql), name, port, password, lifetime in minutes, key in base64 (encrypts cookies), cipher,
// encrypt (sessions too), serialization (php, json), and names: what the configuration calls its cookie and puts in
// front of its keys (cookie, cache, redis), those of Laravel 8 unless they are given.
error_reporting(E_ALL & ~E_DEPRECATED);
set_error_handler(function ($level, $text) {
    if (!(error_reporting() & $level)) { return false; }
    throw new RuntimeException($text);
});

foreach (["Session", "Auth", "Cache", "Config", "Cookie", "Database", "Encryption", "Redis"] as $part) {
    require_once "Illuminate/$part/autoload.php";
}

use Illuminate\Auth\GenericUser;
use Illuminate\Auth\SessionGuard;
use Illuminate\Cache\CacheManager;
use Illuminate\Cache\MemcachedConnector;
use Illuminate\Config\Repository;
use Illuminate\Container\Container;
use Illuminate\Contracts\Auth\Authenticatable;
use Illuminate\Contracts\Auth\Guard;
use Illuminate\Contracts\Auth\UserProvider;
use Illuminate\Cookie\Middleware\EncryptCookies;
use Illuminate\Database\Connectors\ConnectionFactory;
use Illuminate\Database\DatabaseManager;
use Illuminate\Encryption\Encrypter;
use Illuminate\Filesystem\Filesystem;
use Illuminate\Http\Request;
use Illuminate\Redis\RedisManager;
use Illuminate\Session\SessionManager;
use Symfony\Component\HttpFoundation\Cookie;
use Symfony\Component\HttpFoundation\Response;

const FLAGS = JSON_UNESCAPED_UNICODE | JSON_UNESCAPED_SLASHES | JSON_PRESERVE_ZERO_FRACTION | JSON_THROW_ON_ERROR;
const NAMES = ["cookie" => "laravel_session", "cache" => "laravel_cache", "redis" => "laravel_database_"];

class Users implements UserProvider {
    public function retrieveById($id) { return new GenericUser(["id" => $id]); }
    public function retrieveByToken($id, $token) { return null; }
    public function updateRememberToken(Authenticatable $user, $token) {}
    public function retrieveByCredentials(array $credentials) { return null; }
    public function validateCredentials(Authenticatable $user, array $credentials) { return false; }
    public function rehashPasswordIfRequired(Authenticatable $user, array $credentials, bool $force = false) {}
}

class Basket { private $owner = "kim"; protected $rows = [1, 2]; public $open = true; }

function database($settings) {
    $server = [
        "host" => "127.0.0.1", "port" => $settings["port"] ?? 0, "password" => $settings["password"] ?? "",
        "database" => $settings["name"] ?? "", "prefix" => "",
    ];
    return match ($settings["database"] ?? "") {
        "mysql" => ["driver" => "mysql", "username" => "root", "charset" => "utf8mb4",
            "collation" => "utf8mb4_unicode_ci"] + $server,
        "pgsql" => ["driver" => "pgsql", "username" => "postgres", "charset" => "utf8"] + $server,
        default => ["driver" => "sqlite", "database" => $settings["name"] ?? "", "prefix" => ""],
    };
}

// What Laravel's configuration files say by default, as far as it concerns sessions.
function application($settings) {
    $application = new Container();
    $server = ["host" => "127.0.0.1", "port" => $settings["port"] ?? 0];
    $names = ($settings["names"] ?? []) + NAMES;
    $application->instance("config", new Repository([
        "session" => [
            "driver" => $settings["driver"], "lifetime" => $settings["lifetime"],
            "encrypt" => $settings["encrypt"] ?? false, "files" => $settings["directory"] ?? "", "table" => "sessions",
            "cookie" => $names["cookie"], "connection" => null, "serialization" => $settings["serialization"] ?? "php",
        ],
        "cache" => [
            "default" => $settings["driver"], "prefix" => $names["cache"],
            "stores" => [
                "redis" => ["driver" => "redis", "connection" => "default"],
                "memcached" => ["driver" => "memcached", "servers" => [$server + ["weight" => 100]]],
            ],
        ],
        "database" => ["default" => "shop", "connections" => ["shop" => database($settings)]],
    ]));
    $application->singleton("files", fn () => new Filesystem());
    $application->singleton("db", fn ($it) => new DatabaseManager($it, new ConnectionFactory($it)));
    $application->singleton("redis", fn ($it) => new RedisManager($it, "phpredis", [
        "options" => ["prefix" => $names["redis"]], "default" => $server + ["database" => 0],
    ]));
    $application->singleton("memcached.connector", fn () => new MemcachedConnector());
    $application->singleton("cache", fn ($it) => new CacheManager($it));
    if (isset($settings["key"])) {
        $application->instance(
            "encrypter", new Encrypter(base64_decode($settings["key"]), $settings["cipher"] ?? "AES-256-CBC"));
    }
    return $application;
}

// The columns of Laravel's own migration.
function make_table($application) {
    $schema = $application["db"]->connection()->getSchemaBuilder();
    if ($schema->hasTable("sessions")) { return; }
    $schema->create("sessions", function ($table) {
        $table->string("id")->primary();
        $table->foreignId("user_id")->nullable()->index();
        $table->string("ip_address", 45)->nullable();
        $table->text("user_agent")->nullable();
        $table->longText("payload");
        $table->integer("last_activity")->index();
    });
}

// A request's session and guard; the cookie's id may be none.
function visit($application, $id) {
    $session = (new SessionManager($application))->driver();
    if ($id !== "") { $session->setId($id); }
    $guard = new SessionGuard("web", new Users(), $session);
    $application->instance(Guard::class, $guard);
    $application->instance("request", Request::create("http://shop.test/cart", "GET", [], [], [], [
        "REMOTE_ADDR" => "192.0.2.7", "HTTP_USER_AGENT" => "Tests/1.0",
    ]));
    $session->start();
    return [$session, $guard];
}

// A session that the store does not hold gets another token each time.
function is_held($application, $id) {
    return visit($application, $id)[0]->token() === visit($application, $id)[0]->token();
}

function apply_changes($session, $request) {
    foreach (json_decode($request["set"] ?? "{}", true, 512, JSON_THROW_ON_ERROR) as $key => $value) {
        $session->put([$key => $value]);
    }
    foreach ($request["remove"] ?? [] as $key) { $session->forget($key); }
    foreach (json_decode($request["flash"] ?? "{}", true, 512, JSON_THROW_ON_ERROR) as $key => $value) {
        $session->flash($key, $value);
    }
    if (isset($request["object"])) { $session->put("basket", new Basket()); }
}

function cookies($application) { return new EncryptCookies($application["encrypter"]); }

function answer($application, $request) {
    $id = $request["id"] ?? "";
    $name = $application["config"]["session.cookie"];
    if ($request["do"] === "create") {
        [$session, $guard] = visit($application, "");
        if (isset($request["user"])) { $guard->login(new GenericUser(["id" => $request["user"]])); }
        apply_changes($session, $request);
        $session->setPreviousUrl("http://shop.test/cart");
        if (method_exists($session, "setPreviousRoute")) { $session->setPreviousRoute("cart"); } // Laravel 12 and later
        $session->save();
        return $session->getId();
    }
    if ($request["do"] === "cookie") {
        $response = cookies($application)->handle(new Request(), function () use ($id, $name) {
            $response = new Response();
            $response->headers->setCookie(new Cookie($name, $id));
            return $response;
        });
        return (string) $response->headers->getCookies()[0];
    }
    if ($request["do"] === "open_cookie") {
        $found = null;
        $came = new Request([], [], [], [$name => rawurldecode($request["cookie"])]);
        cookies($application)->handle($came, function ($came) use (&$found, $name) {
            $found = $came->cookies->get($name);
            return new Response();
        });
        return $found;
    }
    if ($request["do"] === "cache") {
        $application["cache"]->store()->put($request["name"], $request["value"], 600);
        return true;
    }
    if ($request["do"] === "sweep") {
        (new SessionManager($application))->driver()->getHandler()->gc($request["seconds"]);
        return true;
    }
    if (!is_held($application, $id)) { return null; }
    [$session, $guard] = visit($application, $id);
    switch ($request["do"]) {
        case "read":
            return ["data" => (object) $session->all(), "user" => $guard->id()];
        case "change":
            apply_changes($session, $request);
            $session->save();
            return true;
        case "regenerate":
            $session->regenerate(true);
            $session->save();
            return $session->getId();
        case "end":
            $session->invalidate();
            return true;
        default:
            throw new RuntimeException("no such verb");
    }
}

$settings = json_decode($argv[1], true, 512, JSON_THROW_ON_ERROR);
$application = application($settings);
if ($settings["driver"] === "database") { make_table($application); }
while (($line = fgets(STDIN)) !== false) {
    try {
        clearstatcache(); // As each request begins.
        $result = answer($application, json_decode($line, true, 512, JSON_THROW_ON_ERROR));
        fwrite(STDOUT, $result === null ? "refused\n" : "ok\t" . json_encode($result, FLAGS) . "\n");
    } catch (Throwable $error) {
        fwrite(STDOUT, "error\t" . str_replace(["\n", "\r"], " ", $error->getMessage()) . "\n");
    }
}
