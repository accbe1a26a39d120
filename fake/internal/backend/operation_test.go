package backend

// What is described is what is done: the parameters, the bodies that are not written by encoding/json, the rules.

import (
	"bytes"
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/partnerkit/partnerkit-go/fake/internal/strictjson"
)

// A handler reads nothing that its route does not name, so the description of a query cannot lack a parameter.
func TestAHandlerReadsTheParametersOfItsRouteAlone(t *testing.T) {
	t.Parallel()
	c := &call{Request: &Request{RawQuery: "after=a&limit=2&containerId=c"}, known: []parameter{afterParameter, limitParameter.parameter}}
	query, apiErr := c.query()
	require.Nil(t, apiErr)
	assert.Equal(t, "after=a&limit=2", query.Encode())
}

func TestAPageIsWrittenAsItIsDescribed(t *testing.T) {
	t.Parallel()
	b := newBench(t, Default())
	for _, target := range []string{"?limit=1", ""} {
		res := b.ask(probe{method: "GET", target: "/v1/partner-portals/portal_1/users" + target, header: asAccount})
		decoder := json.NewDecoder(bytes.NewReader(res.Body))
		decoder.DisallowUnknownFields()
		var page portalPageBody
		require.NoError(t, decoder.Decode(&page))
		assert.NotEmpty(t, page.Data)
		assert.Equal(t, target != "", page.Paging.Next != nil)
		assert.Equal(t, string(strictjson.Encode(page)), string(res.Body))
	}
}

func TestEveryFieldOfAProfileCanBeAskedFor(t *testing.T) {
	t.Parallel()
	of := func(body any) (names []string) {
		for _, field := range reflect.VisibleFields(reflect.TypeOf(body)) {
			if !field.Anonymous {
				name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
				names = append(names, name)
			}
		}
		return names
	}
	assert.ElementsMatch(t, profileFields, of(profileBody{}))
	assert.ElementsMatch(t, profileFields, of(someOfProfileBody{}))
	var body someOfProfileBody
	for _, field := range profileFields {
		assert.True(t, body.add(&profileRecord{}, field), field)
	}
	assert.False(t, body.add(&profileRecord{}, "email"))
}

func TestABodyIsDescribedByWhatJudgesIt(t *testing.T) {
	t.Parallel()
	body := describe(&updateUserParams{})
	assert.True(t, body.RequiresOne)
	assert.Equal(t, []string{"email", "twitterUsername", "walletAddress"}, body.names())
	text := reflect.TypeFor[string]()
	assert.Equal(t, Member{Name: "email", Type: text, Keywords: Keywords{"format": "email"}}, body.Members[0])
	assert.Equal(t, Member{Name: "twitterUsername", Type: text, Nullable: true, Keywords: Keywords{"minLength": 1, "maxLength": 50}}, body.Members[1])
	assert.True(t, describe(&createUserParams{}).Members[0].Required)
	value := describe(&attribute{}).Members[1]
	assert.True(t, value.Required && value.Nullable)
}

// Each error that is described has the status that it is described under, and words of its own.
func TestErrorsAreDescribedByExamples(t *testing.T) {
	t.Parallel()
	for _, op := range Operations() {
		last := op.Responses[0].Status
		assert.Less(t, last, 300, op.Name)
		for _, response := range op.Responses[1:] {
			assert.Greater(t, response.Status, last, op.Name)
			last = response.Status
			require.NotEmpty(t, response.Examples, op.Name)
			for _, example := range response.Examples {
				require.NoError(t, json.Unmarshal(example.Body, reflect.New(response.Type).Interface()), "%s %d", op.Name, response.Status)
			}
		}
	}
}
