package promises_test

// Bad answers in the APIs' own shapes, or nearly: unknown codes, members of
// another type, and words that no log should show as they are.

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/partnerkit/partnerkit-go"
)

// hostileWords are texts that a terminal, a log or a person would take for
// something else.
var hostileWords = map[string]string{
	"a megabyte":         strings.Repeat("long ", 200_000),
	"colours":            "\x1b[31mred\x1b[0m",
	"a title":            "\x1b]0;owned\x07",
	"lines":              "one\r\ntwo\nthree",
	"line separators":    "one\u2028two\u2029three",
	"right to left":      "abc\u202edcba",
	"zero width":         "ad\u200bmin",
	"NUL":                "a\x00b",
	"invalid UTF-8":      "a\xffb",
	"cut inside a rune":  strings.Repeat("a", 511) + "é",
	"escapes at the end": strings.Repeat("\x1b", 600),
	"quotes":             `"\"\\"`,
	"empty":              "",
	"percent":            "%!s(MISSING) %x %n",
}

// refusal is an error body in an API's own shape, with a code where it has them.
func refusal(api string, status int, code, message string) string {
	quote := func(s string) string {
		// json.Marshal would mend invalid UTF-8.
		return strings.ReplaceAll(strings.ReplaceAll(mustJSON(strings.ReplaceAll(s, "\xff", "¡bad¡")), "¡bad¡", "\xff"), "\ufffd", "\xff")
	}
	switch api {
	case partnerAPI:
		return fmt.Sprintf(`{"success":false,"error":{"code":%s,"message":%s,"details":{"errors":[{"path":[%[2]s,{"a":1}],"message":%[2]s}]}}}`, quote(code), quote(message))
	case appAPI:
		return fmt.Sprintf(`{"success":false,"error":{"type":"t","detail":[{"code":%s,"message":%s,"field_name":%[2]s}]}}`, quote(code), quote(message))
	case portalsAPI:
		return fmt.Sprintf(`{"status_code":%d,"message":%s,"request_id":%s}`, status, quote(message), quote(code))
	default:
		return fmt.Sprintf(`{"code":10002,"message":%s}`, quote(strings.ToLower(code)))
	}
}

func mustJSON(v any) string {
	data, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return string(data)
}

func TestHostileWords(t *testing.T) {
	t.Parallel()
	var rows []badAnswer
	for _, name := range slices.Sorted(maps.Keys(hostileWords)) {
		words := hostileWords[name]
		row := badAnswer{
			name: "message of " + name, status: 418, is: []error{partnerkit.ErrBadRequest}, known: true,
			body:   func(op askedOp) string { return refusal(op.api, 418, "CODE", words) },
			header: http.Header{"X-Request-Id": {words}, "Retry-After": {words}, "Content-Type": {words}, "Location": {words}},
		}
		code := row
		code.name, code.body = "code of "+name, func(op askedOp) string { return refusal(op.api, 418, words, "m") }
		redirect := row
		redirect.name, redirect.status, redirect.is = "redirect to "+name, 302, nil
		redirect.header = http.Header{"Location": {"https://" + words + "/path"}}
		broken := row
		broken.name, broken.status, broken.known, broken.is = "break of "+name, 0, false, malformedOnly
		broken.body, broken.cut = text("{"), fmt.Errorf("reset: %s", words)
		rows = append(rows, row, code, redirect, broken)
	}
	runBadAnswers(t, "", rows)
}

// nearShapes are bodies of a failure that are almost the API's own.
var nearShapes = map[string][]string{
	partnerAPI: {
		`{"success":false,"error":null}`, `{"success":false,"error":{}}`, `{"success":false,"error":"CONFLICT"}`,
		`{"success":false,"error":["CONFLICT"]}`, `{"success":false,"error":{"code":409}}`, `{"success":false,"error":{"code":null,"message":"x"}}`,
		`{"success":false,"error":{"code":"","message":"x"}}`, `{"success":false,"error":{"message":"User not found"}}`,
		`{"code":"CONFLICT","message":"x"}`, `{"success":false,"detail":[]}`, `{"success":false,"detail":"x"}`, `{"success":true}`, `[]`, `"CONFLICT"`,
	},
	appAPI: {
		`{"success":false,"error":null}`, `{"success":false,"error":{}}`, `{"success":false,"error":"x"}`, `{"success":false,"error":[]}`,
		`{"success":false,"error":{"detail":[]}}`, `{"success":false,"error":{"detail":"x"}}`, `{"success":false,"error":{"detail":null}}`,
		`{"success":false,"error":{"detail":{}}}`, `{"success":false,"error":{"detail":[null]}}`, `{"success":false,"error":{"detail":[[]]}}`,
		`{"success":false,"error":{"detail":[{"message":"words of a stranger","field_name":"x"}]}}`,
		`{"success":false,"error":{"detail":5}}`, `{"success":false,"error":{"type":5,"detail":{"code":7}}}`, `{"detail":[]}`, `{"detail":{"code":"not_found"}}`,
	},
	portalsAPI: {
		`{"message":"x","request_id":"r"}`, `{"status_code":null,"message":"x"}`, `{"status_code":"418","message":"x"}`, `{"status_code":200,"message":"x"}`,
		`{"status_code":418.5}`, `{"status_code":99999999999999999999}`, `{"status_code":1e400}`, `{"status_code":[418]}`, `{"status":418}`, `[]`, `{"detail":[]}`,
	},
	profileAPI: {
		`{"code":10002}`, `{"code":10002,"message":""}`, `{"code":10002,"message":"not a name"}`, `{"code":10002,"message":null}`,
		`{"code":10002,"message":["generic_not_found"]}`, `{"message":"session_token_expired"}`, `{"code":null,"message":"session_token_expired"}`,
		`{"code":{},"message":"a\u001b[31m"}`, `{"error":{"code":10002,"message":"x"}}`, `[]`, `{"detail":[]}`,
	},
}

func TestNearlyTheAPIsOwnError(t *testing.T) {
	t.Parallel()
	for api, bodies := range nearShapes {
		var rows []badAnswer
		for _, body := range bodies {
			for status, class := range map[int]error{418: partnerkit.ErrBadRequest, 404: partnerkit.ErrNotFound, 503: partnerkit.ErrServer} {
				rows = append(rows, badAnswer{name: fmt.Sprintf("%d %s", status, body), status: status, body: text(body), is: []error{class}, silent: true})
			}
		}
		runBadAnswers(t, api, rows)
	}
}

// ownShapes are bodies of a failure that are the API's own, with members of
// another type, or a code that nobody documented.
var ownShapes = map[string]map[string]partnerkit.Code{
	partnerAPI: {
		`{"error":{"code":"NEW_CODE"}}`:                                                                          "NEW_CODE",
		`{"error":{"code":"NEW_CODE","message":5,"details":"none"}}`:                                             "NEW_CODE",
		`{"error":{"code":"NEW_CODE","details":{"errors":{}}}}`:                                                  "NEW_CODE",
		`{"error":{"code":"NEW_CODE","details":{"errors":[null,5,{"path":"email"},{"path":[null,1,{}]}]}}}`:      "NEW_CODE",
		`{"success":"no","error":{"code":"NEW_CODE","message":"x","details":null}}`:                              "NEW_CODE",
		`{"error":{"code":"NEW_CODE","details":{"errors":[` + strings.Repeat(`{"path":["a"]},`, 5000) + `{}]}}}`: "NEW_CODE",
	},
	appAPI: {
		`{"error":{"type":"new_type","detail":[]}}`:                                         "new_type",
		`{"error":{"type":"new_type","detail":"words"}}`:                                    "new_type",
		`{"error":{"type":"new_type","detail":null}}`:                                       "new_type",
		`{"error":{"type":"new_type"}}`:                                                     "new_type",
		`{"error":{"type":"new_type","detail":{"message":"m"}}}`:                            "new_type",
		`{"error":{"type":"new_type","detail":[null,{"code":"late"}]}}`:                     "new_type",
		`{"error":{"type":7,"detail":{"code":"new_code","message":["m"]}}}`:                 "new_code",
		`{"error":{"detail":[{"code":"new_code"},{"code":"second","field_name":"f"}]}}`:     "new_code",
		`{"error":{"type":"new_type","detail":[` + strings.Repeat(`{},`, 5000) + `{}]}}`:    "new_type",
		`{"error":{"type":"new_type","detail":[{"code":"new_code","field_name":{"a":1}}]}}`: "new_code",
	},
	portalsAPI: {
		`{"status_code":418}`: "", `{"status_code":418,"message":5,"request_id":{}}`: "", `{"status_code":418,"message":"m","request_id":null}`: "",
	},
	profileAPI: {
		`{"code":1,"message":"new_name"}`: "NEW_NAME", `{"code":1e400,"message":"NEW_NAME"}`: "NEW_NAME", `{"code":99999999999999999999,"message":"New_Name"}`: "NEW_NAME",
	},
}

func TestUnknownCodesAndLooseShapes(t *testing.T) {
	t.Parallel()
	for api, bodies := range ownShapes {
		for body, code := range bodies {
			for _, op := range opsOf(api) {
				row := badAnswer{
					name: body[:min(len(body), 80)], status: 418, body: text(body), known: true, is: []error{partnerkit.ErrBadRequest},
				}
				if code != "" {
					row.is = append(row.is, code)
				}
				t.Run(row.name+"/"+op.name, func(t *testing.T) { row.run(t, op) })
			}
		}
	}
}

// TestRefusalsWithAGoodStatus: the body says no, whatever the status says.
func TestRefusalsWithAGoodStatus(t *testing.T) {
	t.Parallel()
	runBadAnswers(t, partnerAPI, []badAnswer{{
		name: "error", body: text(`{"success":false,"error":{"code":"CONFLICT","message":"m"}}`), known: true,
		is: []error{partnerkit.CodeConflict},
	}})
	runBadAnswers(t, appAPI, []badAnswer{{
		name: "error", body: text(`{"success":false,"error":{"type":"client_error","detail":{"code":"not_found"}}}`), known: true,
		is: []error{partnerkit.CodeAppNotFound},
	}})
}

// badMembers are successes in which one member is missing or cannot be.
var badMembers = map[string][]string{
	partnerAPI: {
		`{"success":true}`, `{"data":null}`, `{"success":false,"data":{"id":"u1","email":"a@example.com"}}`, `{"success":"yes","data":{}}`,
		`{"success":false,"error":{"message":"no code"}}`, `{"success":true,"data":{"id":"u1","email":"a@example.com"},"error":"x"}`,
		`{"success":true,"data":{"id":"u1","email":"a@example.com"},"error":{"code":"NEW_CODE"}}`,
	},
	appAPI: {
		`{"success":true}`, `{"success":false}`, `{"data":{}}`, `{"data":[]}`, `{"data":"x"}`, `{"data":[{"uid":"1"}]}`, `{"data":{"uid":"1"}}`,
		`{"data":{"user_external_id":"ext-1"}}`, `{"data":{"uid":1,"user_external_id":"ext-1"}}`, `{"data":{"uid":"1","client_id":"ext-2"}}`,
		`{"data":{"uid":"1","user_external_id":"EXT-1"}}`, `{"data":{"uid":"1","user_external_id":"ext-1","wallets":{}}}`,
		`{"data":{"uid":"1","user_external_id":"ext-1","wallets":[{"chain_id":1e400}]}}`,
		`{"data":{"uid":"1","user_external_id":"ext-1","wallets":[{"chain_id":99999999999999999999}]}}`,
		`{"data":{"uid":"1","user_external_id":"ext-1","created_at":"yesterday"}}`, `{"success":false,"error":{"weird":1}}`,
		`{"success":false,"error":[]}`, `{"success":false,"error":"x"}`,
	},
	portalsAPI: {
		`{"id":""}`, `{"id":null}`, `{"id":5}`, `{"id":"pu1","last_logged_at":"yesterday","isDeleted":"yes","data":[null]}`,
		`{"id":"pu1","last_logged_at":1e400,"isDeleted":1,"data":[{"id":"a"},null]}`,
		`{"id":"pu1","last_logged_at":99999999999999999999,"isDeleted":null,"data":[{}]}`, `{"id":"pu1","last_logged_at":true,"data":{}}`,
		`{"id":"pu1","last_logged_at":{},"data":[{"id":7}]}`, `{"id":"pu1","last_logged_at":"2023-13-01","data":[],"paging":5}`,
		`{"id":"pu1","email":{},"data":[],"paging":{"next":[]}}`, `{"id":"pu1","first_name":[],"data":[],"paging":{"next":{"after":7}}}`,
		`{"status_code":401,"message":"Unauthorized","request_id":"r"}`, `{"data":null,"paging":null}`, `{"data":"x"}`, `{"paging":{"next":{"after":"c"}}}`,
	},
	profileAPI: {
		`{"username":5,"notifications":{}}`, `{"username":"","notifications":null}`, `{"username":null,"notifications":[null]}`,
		`{"displayName":{},"notifications":[{"title":"no id"}]}`, `{"biography":[],"notifications":[{"id":5}]}`,
		`{"username":"ann","handle":7,"notifications":"x"}`, `{"username":"ann","biography":{},"notifications":[],"total":"x"}`,
		`{"username":"ann","displayName":1e400,"notifications":[],"total":1e400}`, `{"username":"ann","handle":[null],"notifications":[],"limit":99999999999999999999}`,
		`{"code":10002,"message":"generic_client_error"}`, `[{"displayName":"no name"}]`, `[{"username":"bob","joinedAt":"yesterday"}]`,
	},
}

func TestBadMembersOfASuccess(t *testing.T) {
	t.Parallel()
	fine := map[string]string{ // what these do not ask about
		`{"success":true}`: "Users.Disassociate",
	}
	for api, bodies := range badMembers {
		for _, body := range bodies {
			if strings.HasPrefix(body, `{"data":{"uid":"1"`) {
				fine[body] = "AppUsers.Create" // which asks for the uid alone
			}
			// MarkAllRead asks for no body: any object is as good as none.
			runBadAnswers(t, api, []badAnswer{{name: body, body: text(body), is: malformedOnly, not: "Notifications.MarkAllRead " + fine[body]}})
		}
	}
}

var badDates = []string{
	`"yesterday"`, `"1990-13-01"`, `"1990-02-30"`, `"0000-01-01"`, `"10000-01-01"`, `5`, `true`, `[]`, `{}`, `{"year":1990}`,
	`{"year":1990,"month":13,"day":1}`, `{"year":"1990","month":1,"day":1}`, `{"year":1e400,"month":1,"day":1}`, `"1990-05-17T25:00:00Z"`,
}

func withDate(date string) string {
	return strings.Replace(goodProfile, `"dateOfBirth":null`, `"dateOfBirth":`+date, 1)
}

func TestBadDates(t *testing.T) {
	t.Parallel()
	for _, date := range badDates {
		for _, op := range []string{"Profile.Get", "Profile.Update"} {
			i := slices.IndexFunc(askedOps, func(o askedOp) bool { return o.name == op })
			row := badAnswer{name: date, body: text(withDate(date)), is: malformedOnly}
			t.Run(date+"/"+op, func(t *testing.T) { row.run(t, askedOps[i]) })
		}
	}
}

// TestMissesAreNoZeroUsers: an app user whom nobody matched is an error, whatever
// success says.
func TestMissesAreNoZeroUsers(t *testing.T) {
	t.Parallel()
	for _, body := range []string{`{"success":false,"data":null}`, `{"success":true,"data":null}`, `{"data":null}`, `{"data":null,"error":{"type":"x"}}`} {
		op := opsOf(appAPI)[0]
		value, err := op.call(t.Context(), clientOver(t, answerText(200, nil, body, nil)))
		e := requireBadAnswer(t, op, value, err)
		assert.Equal(t, 200, e.Status)
		assert.ErrorIs(t, err, partnerkit.ErrUserNotFound)
		assert.ErrorIs(t, err, partnerkit.ErrNotFound)
		assert.NotErrorIs(t, err, partnerkit.ErrMalformedResponse)
	}
}
