// Writes records of Go's session libraries, one a line: what it is, the key, the content in hexadecimal; for scs what it
// is, the token and the cookie.
//
// records.py runs it with Debian's golang-go, golang-github-boj-redistore-dev and golang-github-mattn-go-sqlite3-dev, and
// with alexedwards/scs 2.8, which Debian lacks, in another GOPATH as github.com/alexedwards/scs/{v2,redisstore,
// sqlite3store}: GO111MODULE=off. The arguments are the port of a Redis and the path of a SQLite file.
package main

import (
	"database/sql"
	"encoding/gob"
	"encoding/hex"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/alexedwards/scs/redisstore"
	"github.com/alexedwards/scs/sqlite3store"
	scs "github.com/alexedwards/scs/v2"
	"github.com/boj/redistore"
	"github.com/gomodule/redigo/redis"
	"github.com/gorilla/sessions"
	_ "github.com/mattn/go-sqlite3"
)

type Line struct {
	SKU   string
	Price float64
}

var shapes = []struct {
	name   string
	values map[string]interface{}
}{
	{"empty", map[string]interface{}{}},
	{"small", map[string]interface{}{"userID": 7}},
	{"nested", map[string]interface{}{"userID": 7, "cart": []Line{{"a|b", 9.5}, {"c", -1}},
		"when": time.Date(2026, 1, 2, 3, 4, 5, 600000000, time.FixedZone("x", 7200)),
		"more": map[string]interface{}{"list": []interface{}{1, "two", true, 2.5, []byte{255, 0},
			map[string]interface{}{"deep": Line{"d", 0}}}}}},
	{"unicode", map[string]interface{}{"userID": 7, "name": "Zoë 🦉", "日本": "語"}},
	{"flash", map[string]interface{}{"userID": 7, "flash": "Saved."}},
	{"large", map[string]interface{}{"userID": 7, "text": strings.Repeat("consectetur ", 2000)}},
}

// A visitor's first request to an application on scs: the token, and the cookie.
func visitSCS(manager *scs.SessionManager, values map[string]interface{}) string {
	var token string
	handler := manager.LoadAndSave(http.HandlerFunc(func(answer http.ResponseWriter, request *http.Request) {
		// An untouched session is not kept.
		manager.Put(request.Context(), "seen", true)
		for key, value := range values {
			manager.Put(request.Context(), key, value)
		}
	}))
	answer := httptest.NewRecorder()
	handler.ServeHTTP(answer, httptest.NewRequest("GET", "/", nil))
	cookie := strings.Split(answer.Header().Get("Set-Cookie"), ";")[0]
	token = strings.Split(cookie, "=")[1]
	return token + "\t" + cookie
}

func allSCS(place string, store scs.Store) {
	for _, isHashed := range []bool{false, true} {
		manager := scs.New()
		manager.Store = store
		manager.Lifetime = 900 * time.Second
		manager.HashTokenInStore = isHashed
		what := "scs " + place + " "
		if isHashed {
			what = "scs " + place + "-hashed "
		}
		for _, shape := range shapes {
			fmt.Println(what + shape.name + "\t" + visitSCS(manager, shape.values))
		}
		manager.IdleTimeout = 300 * time.Second
		fmt.Println(what + "idle\t" + visitSCS(manager, shapes[1].values))
		manager.IdleTimeout = 0
		manager.Lifetime = time.Millisecond
		fmt.Println(what + "expired\t" + visitSCS(manager, shapes[1].values))
	}
}

func visit(store sessions.Store, values map[string]interface{}, flash bool) string {
	request := httptest.NewRequest("GET", "/", nil)
	answer := httptest.NewRecorder()
	session, _ := store.Get(request, "session")
	for key, value := range values {
		if key == "flash" {
			session.AddFlash(value)
		} else if key == "userID" {
			session.Values["user_id"] = value
		} else {
			session.Values[key] = value
		}
	}
	if err := session.Save(request, answer); err != nil {
		panic(err)
	}
	return strings.Split(strings.Split(answer.Header().Get("Set-Cookie"), ";")[0], "=")[1] + "\t" + session.ID
}

func show(what, key string, content []byte) {
	fmt.Println(what + "\t" + key + "\t" + hex.EncodeToString(content))
}

func main() {
	gob.Register(Line{})
	gob.Register([]Line{})
	gob.Register(map[string]interface{}{})
	gob.Register([]interface{}{})
	gob.Register(time.Time{})
	pool := &redis.Pool{Dial: func() (redis.Conn, error) { return redis.Dial("tcp", ":"+os.Args[1]) }}
	allSCS("redis", redisstore.New(pool))
	database, err := sql.Open("sqlite3", os.Args[2])
	if err != nil {
		panic(err)
	}
	if _, err := database.Exec("CREATE TABLE sessions (token TEXT PRIMARY KEY, data BLOB NOT NULL, expiry REAL NOT NULL)"); err != nil {
		panic(err)
	}
	allSCS("row", sqlite3store.NewWithCleanupInterval(database, 0))
	hash := []byte("0123456789abcdef0123456789abcdef")
	store, err := redistore.NewRediStore(1, "tcp", ":"+os.Args[1], "", hash)
	if err != nil {
		panic(err)
	}
	store.SetMaxLength(1 << 20)
	for _, shape := range shapes {
		fmt.Println("redistore " + shape.name + "\t" + visit(store, shape.values, false))
	}
	store.SetSerializer(redistore.JSONSerializer{})
	fmt.Println("redistore json\t" + visit(store, shapes[3].values, false))
	for what, keys := range map[string][][]byte{"plain": {hash}, "sealed": {hash, []byte("fedcba9876543210fedcba9876543210")}} {
		directory, _ := os.MkdirTemp("", "gorilla")
		files := sessions.NewFilesystemStore(directory, keys...)
		files.MaxLength(1 << 20)
		for _, shape := range shapes[:5] {
			visit(files, shape.values, false)
			found, _ := filepath.Glob(directory + "/session_*")
			content, _ := os.ReadFile(found[0])
			show("files "+what+" "+shape.name, filepath.Base(found[0]), content)
			os.Remove(found[0])
		}
	}
}
