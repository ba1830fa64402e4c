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
