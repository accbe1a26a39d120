package fake_test

// Section 2 of the contract: the App API, its one operation and its tokens.
// Tokens are put together by hand here: a library would share its mistakes.

import (
	"crypto/hmac"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base64"
	"fmt"
	"hash"
	"strings"
	"time"
)

const (
	vectorToken = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9." +
		"eyJyZXNvdXJjZSI6IioiLCJhY3Rpb24iOiIqIiwidXNlcl9pZCI6IioiLCJhcGlfa2V5IjoidGVzdF9hcGlfa2V5In0." +
		"mcbJ5yh3ODcvZUJC8JjRqHboH7CI3W7PT0tk7Mw7CjA"
	hs256    = `{"alg":"HS256","typ":"JWT"}`
	claims   = `{"resource":"*","action":"*","user_id":"*"}`
	findUser = "GET /v1/user?user_external_id="

	appAda = `{"uid":"816379099131","created_at":"2023-08-10T14:07:14.494142Z","email":"ada@example.com","user_external_id":"user_external_id_1",
"wallets":[{"address":"0xd8dA","explorer_url":"https://amoy.polygonscan.com/address/0xd8dA","network":"Polygon","chain_id":80002}],
"client_id":"user_external_id_1"}`
	appOdd = `{"uid":"816379099132","created_at":"2023-08-11T14:07:14.000000Z","email":null,"user_external_id":"` + oddExternalID + `",
"wallets":[],"client_id":"` + oddExternalID + `"}`
	appSolana = `{"uid":"816379099133","created_at":"2023-08-12T14:07:14.100000Z","email":"cyd@example.com","user_external_id":"sol",
"wallets":[{"address":"","explorer_url":"","network":"Solana"}],"client_id":"sol"}`
	appEve = `{"uid":"900000000001","created_at":"2023-09-01T00:00:00.000001Z","email":"eve@example.com","user_external_id":"user_external_id_1",
"wallets":[],"client_id":"user_external_id_1"}`
	appMiss = `{"success":false,"data":null}`
)

func appKey(key string) string { return "X-API-KEY: " + key + "\r\n" }

// appToken is both headers, with the test vector's key.
func appToken(token string) string { return appKey(vectorKey) + bearer(token) }

// vector is both headers of the contract's test vector.
var vector = appToken(vectorToken)

func signedWith(h func() hash.Hash, header, payload, secret string) string {
	encode := base64.RawURLEncoding.EncodeToString
	text := encode([]byte(header)) + "." + encode([]byte(payload))
	mac := hmac.New(h, []byte(secret))
	mac.Write([]byte(text))
	return text + "." + encode(mac.Sum(nil))
}

func signed(header, payload, secret string) string {
	return signedWith(sha256.New, header, payload, secret)
}

// expiring is a token's claims that end so far from the real present.
func expiring(d time.Duration) string {
	return patched(claims, "exp", fmt.Sprint(time.Now().Add(d).Unix()))
}

func appFound(user string) string { return `{"success":true,"data":` + user + `}` }

// appNotFound is a 404 in just these words.
func appNotFound(message string) string {
	return `{"success":false,"error":{"type":"client_error","detail":{"code":"not_found","message":"` + message + `"}}}`
}

func appError(kind, code string) string {
	return `{"success":false,"error":{"type":"` + kind + `","detail":{"code":"` + code + `","message":"<text>","field_name?":null}}}`
}

var (
	appMissing  = appError("client_error", "not_authenticated")
	appWrong    = appError("client_error", "authentication_failed")
	appInvalid  = `{"success":false,"error":{"type":"validation_error","detail":{"code":"invalid","message":"Enter a valid value.","field_name?":"user_external_id"}}}`
	appBad      = appError("validation_error", "invalid")
	appRequired = `{"success":false,"error":{"type":"validation_error","detail":{"code":"required","message":"<text>","field_name":"user_external_id"}}}`
)

func appRows() []row {
	rows := append(appTokenRows(), []row{
		{name: "found", as: vector, status: 200, answer: appFound(appAda)},
		{name: "nulls and empty lists where unset; any text in the id", as: vector, request: findUser + "ext%2F2%20a%2Bb%26c%23d%25%C3%A9", status: 200, answer: appFound(appOdd)},
		{name: "escapes in lower case, plus for a space", as: vector, request: findUser + "ext%2f2+a%2bb%26c%23d%25%c3%a9", status: 200, answer: appFound(appOdd)},
		{name: "a slash needs no escape in a query", as: vector, request: findUser + "ext/2%20a%2Bb%26c%23d%25%C3%A9", status: 200, answer: appFound(appOdd)},
		{name: "a wallet in the making, without chain", as: vector, request: findUser + "sol", status: 200, answer: appFound(appSolana)},
		{name: "each app has its own users", as: appKey(otherAppKey) + bearer(signed(hs256, claims, otherSecret)), status: 200, answer: appFound(appEve)},
		{name: "another app's user", as: appKey(otherAppKey) + bearer(signed(hs256, claims, otherSecret)), request: findUser + "sol", status: 200, answer: appMiss},
		{name: "nobody", as: vector, request: findUser + "nobody", status: 200, answer: appMiss},
		{name: "ids are compared exactly", as: vector, request: findUser + "USER_EXTERNAL_ID_1", status: 200, answer: appMiss},
		{name: "ids are not trimmed", as: vector, request: findUser + "sol%20", status: 200, answer: appMiss},
		{name: "a plus is not a space when escaped", as: vector, request: findUser + "ext%2F2%2Ba%2Bb%26c%23d%25%C3%A9", status: 200, answer: appMiss},
		{name: "unknown parameters", as: vector, request: "GET /v1/user?client_id=sol&user_external_id=user_external_id_1&email=x", status: 200, answer: appFound(appAda)},
		{name: "a body is ignored", as: plainText + vector, body: "nonsense", status: 200, answer: appFound(appAda)},
		{name: "parameter missing", as: vector, request: "GET /v1/user", status: 400, answer: appRequired},
		{name: "parameter empty", as: vector, request: findUser, status: 400, answer: appRequired},
		{name: "parameter without a value", as: vector, request: "GET /v1/user?user_external_id", status: 400, answer: appRequired},
		{name: "parameter in another case", as: vector, request: "GET /v1/user?User_External_Id=sol", status: 400, answer: appRequired},
		{name: "a semicolon is a character", as: vector, request: findUser + "semi;colon", status: 200, answer: appFound(appSemi)},
		{name: "a semicolon escaped is the same", as: vector, request: findUser + "semi%3Bcolon", status: 200, answer: appFound(appSemi)},
		{name: "a semicolon separates nothing", as: vector, request: findUser + "semi;email=cyd@example.com", status: 200, answer: appMiss},
		{name: "empty parts of a query", as: vector, request: "GET /v1/user?&&user_external_id=sol&", status: 200, answer: appFound(appSolana)},
		{name: "another parameter alone", as: vector, request: "GET /v1/user?client_id=sol", status: 400, answer: appRequired},
		{name: "parameter twice", as: vector, request: findUser + "sol&user_external_id=sol", status: 400, answer: appInvalid},
		{name: "query that cannot be parsed", as: vector, request: findUser + "%zz", status: 400, answer: appInvalid},
		{name: "no credential and no parameter", as: nobody, request: "GET /v1/user", status: 401, answer: appMissing},
	}...)
	return inSection("2 get by external id", findUser+"user_external_id_1", rows)
}

func appTokenRows() []row {
	var rows []row
	soon, past := expiring(5*time.Minute), expiring(-5*time.Minute)
	for name, token := range map[string]string{
		"without api_key":             signed(hs256, claims, vectorSecret),
		"with api_key":                signed(hs256, patched(claims, "api_key", `"`+vectorKey+`"`), vectorSecret),
		"that expires later":          signed(hs256, soon, vectorSecret),
		"with a claim more":           signed(hs256, patched(claims, "extra", `1`), vectorSecret),
		"with header members swapped": signed(`{"typ":"JWT","alg":"HS256"}`, claims, vectorSecret),
	} {
		rows = append(rows, row{name: "token " + name, as: appToken(token), status: 200, answer: appFound(appAda)})
	}
	vectorParts := strings.Split(vectorToken, ".")
	none := base64.RawURLEncoding.EncodeToString([]byte(`{"alg":"none","typ":"JWT"}`))
	for name, token := range map[string]string{
		"of algorithm none, unsigned":           none + "." + vectorParts[1] + ".",
		"of algorithm none, with a signature":   none + "." + vectorParts[1] + "." + vectorParts[2],
		"that claims RS256":                     signed(`{"alg":"RS256","typ":"JWT"}`, claims, vectorSecret),
		"of HS384":                              signedWith(sha512.New384, `{"alg":"HS384","typ":"JWT"}`, claims, vectorSecret),
		"of HS512":                              signedWith(sha512.New, `{"alg":"HS512","typ":"JWT"}`, claims, vectorSecret),
		"without algorithm":                     signed(`{"typ":"JWT"}`, claims, vectorSecret),
		"signed with another secret":            signed(hs256, claims, "as_fake_wrong_0123456789abcdef01234567"),
		"signed with another app's secret":      signed(hs256, claims, otherSecret),
		"signed with the key":                   signed(hs256, claims, vectorKey),
		"signed with nothing":                   signed(hs256, claims, ""),
		"expired":                               signed(hs256, past, vectorSecret),
		"with another app's api_key":            signed(hs256, patched(claims, "api_key", `"`+otherAppKey+`"`), vectorSecret),
		"with an empty api_key":                 signed(hs256, patched(claims, "api_key", `""`), vectorSecret),
		"for one resource":                      signed(hs256, patched(claims, "resource", `"user"`), vectorSecret),
		"for one action":                        signed(hs256, patched(claims, "action", `"read"`), vectorSecret),
		"for one user":                          signed(hs256, patched(claims, "user_id", `"1"`), vectorSecret),
		"without resource":                      signed(hs256, patched(claims, "resource", gone), vectorSecret),
		"without action":                        signed(hs256, patched(claims, "action", gone), vectorSecret),
		"without user_id":                       signed(hs256, patched(claims, "user_id", gone), vectorSecret),
		"without claims":                        signed(hs256, `{}`, vectorSecret),
		"that is no JSON inside":                signed(hs256, `{`, vectorSecret),
		"with other claims under the signature": vectorParts[0] + "." + base64.RawURLEncoding.EncodeToString([]byte(claims)) + "." + vectorParts[2],
		"without signature":                     vectorParts[0] + "." + vectorParts[1] + ".",
		"of two parts":                          vectorParts[0] + "." + vectorParts[1],
		"that is no token":                      "x",
		"that is the secret":                    vectorSecret,
		"that is the key":                       vectorKey,
	} {
		rows = append(rows, row{name: "token " + name, as: appToken(token), status: 401, answer: appWrong})
	}
	return append(rows, []row{
		{name: "the test vector", as: vector, status: 200, answer: appFound(appAda)},
		{name: "scheme in lower case", as: appKey(vectorKey) + "Authorization: bearer " + vectorToken + "\r\n", status: 200, answer: appFound(appAda)},
		{name: "header name in another case", as: "x-api-key: " + vectorKey + "\r\n" + bearer(vectorToken), status: 200, answer: appFound(appAda)},
		{name: "an advanced clock does not end a token", as: appToken(signed(hs256, soon, vectorSecret)), first: []step{advance(time.Hour)}, status: 200, answer: appFound(appAda)},
		{name: "no credential", as: nobody, status: 401, answer: appMissing},
		{name: "token alone", as: bearer(vectorToken), status: 401, answer: appMissing},
		{name: "key alone", as: appKey(vectorKey), status: 401, answer: appMissing},
		{name: "unknown key", as: appKey("ak_fake_unknown") + bearer(vectorToken), status: 401, answer: appWrong},
		{name: "another app's key", as: appKey(otherAppKey) + bearer(vectorToken), status: 401, answer: appWrong},
		{name: "key twice", as: appKey(vectorKey) + vector, status: 401, answer: appWrong},
	}...)
}
