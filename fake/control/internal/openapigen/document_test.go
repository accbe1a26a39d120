package main

// The document in the repository is the one that the routes give, and what cannot be described is said.

import (
	"bytes"
	"os"
	"reflect"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/partnerkit/partnerkit-go/fake/internal/backend"
)

func TestTheDocumentIsOfTheseRoutes(t *testing.T) {
	t.Parallel()
	committed, err := os.ReadFile("../../openapi.json")
	require.NoError(t, err)
	generated, err := document()
	require.NoError(t, err)
	assert.Equal(t, string(generated), string(committed), "the routes or their rules changed: run go generate ./fake/control")
}

func TestTheDocumentIsWrittenWhereItIsWanted(t *testing.T) {
	t.Parallel()
	file := t.TempDir() + "/openapi.json"
	require.NoError(t, run(file))
	written, err := os.ReadFile(file)
	require.NoError(t, err)
	generated, err := document()
	require.NoError(t, err)
	assert.Equal(t, string(generated), string(written))
	assert.Error(t, run(t.TempDir()+"/none/openapi.json"))
}

func TestEveryRouteIsDescribed(t *testing.T) {
	t.Parallel()
	tags := map[string]bool{}
	for _, service := range services {
		tags[service.name] = true
	}
	all := components{types: map[string]reflect.Type{}}
	seen := map[any]bool{}
	for _, op := range backend.Operations() {
		described := all.operation(op)
		id := described.get("operationId")
		assert.False(t, seen[id], "two operations are called %s", id)
		assert.Regexp(t, `^[a-z][A-Za-z]+$`, id)
		assert.NotEmpty(t, described.get("summary"), id)
		assert.True(t, tags[described.get("tags").([]string)[0]], "%s has a tag that is not listed", id)
		seen[id] = true
	}
	assert.Len(t, seen, len(backend.Routes()))
}

func TestMembersKeepTheirOrder(t *testing.T) {
	t.Parallel()
	o := object{{"b", 1}, {"a", object{{"<", nil}}}}
	o.set("b", "&")
	text, err := marshal(o)
	require.NoError(t, err)
	for _, part := range []string{"{", `"b":"&"`, ",", `"a":{"<":null}`, "}"} {
		rest, found := bytes.CutPrefix(text, []byte(part))
		require.True(t, found, "%s: %s", part, text)
		text = rest
	}
	assert.Empty(t, text)
	_, err = marshal(object{{"f", func() {}}})
	assert.Error(t, err)
}

// What cannot be described ends the generator, and document says so in an error.
func TestTwoTypesCannotShareAName(t *testing.T) {
	t.Parallel()
	type User struct{ Name string }
	type userBody struct{ Name string }
	all := components{types: map[string]reflect.Type{}}
	assert.NotPanics(t, func() { all.ofResponse(reflect.TypeFor[[]User]()) })
	assert.Panics(t, func() { all.ofResponse(reflect.TypeFor[userBody]()) })
	assert.Panics(t, func() { all.ofResponse(reflect.TypeFor[map[string]int]()) })
}
