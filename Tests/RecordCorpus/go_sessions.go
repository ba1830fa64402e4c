// Writes records of Go's session libraries, one a line: what it is, the key, the content in hexadecimal.
//
// records.py runs it with Debian's golang-go and golang-github-boj-redistore-dev: GO111MODULE=off GOPATH=/usr/share/gocode.
// The arguments are the port of a Redis and the moment of scs' deadline, in seconds since 1970. scs itself is not among
// Debian's packages; its codec is the struct below in a gob, by the same package of Go's.
package main

import (
	"bytes"
	"encoding/gob"
	"encoding/hex"
	"fmt"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/boj/redistore"
	"github.com/gorilla/sessions"
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

func scs(deadline int64, values map[string]interface{}) []byte {
	record := &struct {
		Deadline time.Time
		Values   map[string]interface{}
	}{time.Unix(deadline, 0).UTC(), values}
	var buffer bytes.Buffer
	if err := gob.NewEncoder(&buffer).Encode(&record); err != nil {
		panic(err)
	}
	return buffer.Bytes()
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

func show(what, key string, content []byte) { fmt.Println(what + "\t" + key + "\t" + hex.EncodeToString(content)) }

func main() {
	gob.Register(Line{})
	gob.Register([]Line{})
	gob.Register(map[string]interface{}{})
	gob.Register([]interface{}{})
	gob.Register(time.Time{})
	deadline, _ := strconv.ParseInt(os.Args[2], 10, 64)
	for _, shape := range shapes {
		show("scs "+shape.name, "scs:session:"+strings.Repeat("k", 43), scs(deadline, shape.values))
	}
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
