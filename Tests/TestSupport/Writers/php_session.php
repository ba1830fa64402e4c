<?php
// A web application's session layer, one request a line: JSON in, "ok<TAB>JSON", "refused" or "error<TAB>text" out.
// What is printed goes past PHP's own output, which would count as headers sent.
set_error_handler(function ($level, $text) { throw new RuntimeException($text); });

class Basket { private $owner = "kim"; protected $rows = [1, 2]; public $open = true; }

const FLAGS = JSON_UNESCAPED_UNICODE | JSON_UNESCAPED_SLASHES | JSON_PRESERVE_ZERO_FRACTION | JSON_THROW_ON_ERROR;

// Opens the session of an id; false where PHP did not take the id. An empty id makes a new session.
function open_session($id) {
    if ($id !== "") { session_id($id); }
    session_start();
    if ($id === "" || session_id() === $id) { return true; }
    $_SESSION = [];
    session_destroy();
    return false;
}

function apply_changes($request) {
    foreach (json_decode($request["set"] ?? "{}", true, 512, JSON_THROW_ON_ERROR) as $key => $value) {
        $_SESSION[$key] = $value;
    }
    foreach ($request["remove"] ?? [] as $key) { unset($_SESSION[$key]); }
}

function answer($request) {
    $id = $request["id"] ?? "";
    switch ($request["do"]) {
        case "create":
            // As an application in strict mode does: the id is minted first.
            session_id(session_create_id());
            ini_set("session.use_strict_mode", "0");
            session_start();
            apply_changes($request);
            if (isset($request["object"])) { $_SESSION["basket"] = new Basket(); }
            $made = session_id();
            session_write_close();
            ini_set("session.use_strict_mode", "1");
            return $made;
        case "read":
            if (!open_session($id)) { return null; }
            $data = $_SESSION;
            session_abort();
            return (object) $data;
        case "change":
            if (!open_session($id)) { return null; }
            apply_changes($request);
            $data = $_SESSION;
            session_write_close();
            return (object) $data;
        case "begin":
            if (!open_session($id)) { return null; }
            return (object) $_SESSION;
        case "finish":
            apply_changes($request);
            session_write_close();
            return true;
        case "destroy":
            if (!open_session($id)) { return null; }
            session_destroy();
            return true;
        case "sweep":
            session_id(session_create_id());
            ini_set("session.use_strict_mode", "0");
            session_start();
            $count = session_gc();
            session_destroy();
            ini_set("session.use_strict_mode", "1");
            return $count;
        case "serialize":
            $value = json_decode($request["set"], true, 512, JSON_THROW_ON_ERROR);
            for ($time = 0; $time < $request["times"]; $time++) { $value = serialize($value); }
            return base64_encode($value);
        case "unserialize":
            $value = base64_decode($request["bytes"]);
            for ($time = 0; $time < $request["times"]; $time++) {
                $value = unserialize($value, ["allowed_classes" => false]);
            }
            return $value;
        case "encrypt":
            // As Illuminate\Encryption\Encrypter does it.
            $key = base64_decode($request["key"]);
            $gcm = $request["cipher"] === "aes-256-gcm";
            $iv = random_bytes(openssl_cipher_iv_length($request["cipher"]));
            $tag = "";
            $value = $gcm
                ? openssl_encrypt($request["text"], $request["cipher"], $key, 0, $iv, $tag)
                : openssl_encrypt($request["text"], $request["cipher"], $key, 0, $iv);
            $iv = base64_encode($iv);
            $tag = base64_encode($tag);
            $mac = $gcm ? "" : hash_hmac("sha256", $iv . $value, $key);
            return base64_encode(json_encode(compact("iv", "value", "mac", "tag"), JSON_UNESCAPED_SLASHES));
        case "decrypt":
            $key = base64_decode($request["key"]);
            $parts = json_decode(base64_decode($request["text"]), true, 512, JSON_THROW_ON_ERROR);
            if ($parts["tag"] === "" &&
                !hash_equals(hash_hmac("sha256", $parts["iv"] . $parts["value"], $key), $parts["mac"])) { return null; }
            $iv = base64_decode($parts["iv"]);
            $text = $parts["tag"] === ""
                ? openssl_decrypt($parts["value"], "aes-256-cbc", $key, 0, $iv)
                : openssl_decrypt($parts["value"], "aes-256-gcm", $key, 0, $iv, base64_decode($parts["tag"]));
            return $text === false ? null : $text;
        case "hmac":
            return hash_hmac($request["cipher"], $request["text"], base64_decode($request["key"]));
        default:
            throw new RuntimeException("no such verb");
    }
}

while (($line = fgets(STDIN)) !== false) {
    try {
        $result = answer(json_decode($line, true, 512, JSON_THROW_ON_ERROR));
        fwrite(STDOUT, $result === null ? "refused\n" : "ok\t" . json_encode($result, FLAGS) . "\n");
    } catch (Throwable $error) {
        if (session_status() === PHP_SESSION_ACTIVE) { session_abort(); }
        fwrite(STDOUT, "error\t" . str_replace(["\n", "\r"], " ", $error->getMessage()) . "\n");
    }
}
