package fake_test

// What an accepted request does to the state, as edits of the snapshot before
// it. Nothing else may differ. A null member and an empty list count as absent,
// since the state's form does not tell them apart.

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// effect maps a place ("users/0/email"; "users/-" is the end of the list) to the
// JSON that is there afterwards, with placeholders; gone takes it away.
type effect map[string]string

const gone = ""

func checkEffect(t *testing.T, before, after []byte, want effect) {
	t.Helper()
	if want == nil {
		assert.Equal(t, string(before), string(after), "the state changed")
		return
	}
	wanted := decoded(t, before)
	for place, value := range want {
		wanted = edited(t, wanted, strings.Split(place, "/"), value)
	}
	for _, fault := range mismatches("state", compacted(wanted), compacted(decoded(t, after))) {
		t.Error(fault)
	}
}

// edited is the tree with one place changed.
func edited(t *testing.T, tree any, place []string, value string) any {
	t.Helper()
	if len(place) == 0 {
		return decoded(t, []byte(value))
	}
	last := len(place) == 1
	switch tree := tree.(type) {
	case map[string]any:
		if last && value == gone {
			delete(tree, place[0])
			return tree
		}
		tree[place[0]] = edited(t, tree[place[0]], place[1:], value)
		return tree
	case []any:
		return editedList(t, tree, place, value, last)
	case nil: // a list that was empty
		require.Equal(t, []string{"-"}, place)
		return []any{decoded(t, []byte(value))}
	}
	require.Failf(t, "no such place", "%v", place)
	return nil
}

func editedList(t *testing.T, list []any, place []string, value string, last bool) any {
	t.Helper()
	if place[0] == "-" {
		return append(list, decoded(t, []byte(value)))
	}
	i, err := strconv.Atoi(place[0])
	require.NoError(t, err)
	if last && value == gone {
		return slices.Delete(list, i, i+1)
	}
	list[i] = edited(t, list[i], place[1:], value)
	return list
}

// compacted drops null members and empty lists.
func compacted(tree any) any {
	switch tree := tree.(type) {
	case map[string]any:
		kept := map[string]any{}
		for name, value := range tree {
			if value = compacted(value); value != nil {
				kept[name] = value
			}
		}
		return kept
	case []any:
		if len(tree) == 0 {
			return nil
		}
		kept := make([]any, len(tree))
		for i, value := range tree {
			kept[i] = compacted(value)
		}
		return kept
	}
	return tree
}

// patched is a JSON object with members set, or taken away where the value is
// gone. Members and values alternate.
func patched(object string, changes ...string) string {
	var members map[string]json.RawMessage
	if err := json.Unmarshal([]byte(object), &members); err != nil {
		panic(err) // a broken table, not a failed test
	}
	for pair := range slices.Chunk(changes, 2) {
		if pair[1] == gone {
			delete(members, pair[0])
			continue
		}
		members[pair[0]] = json.RawMessage(pair[1])
	}
	text, err := json.Marshal(members)
	if err != nil {
		panic(err)
	}
	return string(text)
}
