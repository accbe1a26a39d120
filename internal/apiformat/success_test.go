package apiformat

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/partnerkit/partnerkit-go/internal/call"
	"github.com/partnerkit/partnerkit-go/internal/jsonread"
)

// name is a result of which a text is owed; owed false asks for no data at all.
type name struct {
	text string
	owed bool
}

func (n *name) IsNothing() bool { return !n.owed }

func (n *name) Decode(d *jsonread.Decoder) error {
	if !n.owed {
		return d.Skip()
	}
	return d.String(&n.text)
}

// classify is what a body comes to where a text is owed, or nothing.
func classify(t *testing.T, format call.Spec, body string, owed bool) call.Classification {
	t.Helper()
	result := &name{owed: owed}
	envelope, err := call.DecodeBody(&format, []byte(body), result)
	require.NoError(t, err, body)
	return format.Classify(envelope, result, !owed || result.text != "")
}

func TestClassifications(t *testing.T) {
	t.Parallel()
	partner := call.Spec{Decode: DecodeEnveloped, Classify: ClassifyPartner}
	app := call.Spec{Decode: DecodeEnveloped, Classify: ClassifyApp}
	for body, want := range map[string]struct{ partnerData, partnerNothing, appData, appNothing call.Classification }{
		`{"success":true,"data":"a"}`:              {call.Accepted, call.Accepted, call.Accepted, call.Accepted},
		`{"success":true}`:                         {call.Malformed, call.Accepted, call.Malformed, call.Accepted},
		`{"success":true,"data":null}`:             {call.Malformed, call.Accepted, call.NoMatch, call.Accepted},
		`{"success":false,"data":null}`:            {call.Malformed, call.Malformed, call.NoMatch, call.NoMatch},
		`{"data":null}`:                            {call.Malformed, call.Malformed, call.NoMatch, call.NoMatch},
		`{"success":false,"data":"a"}`:             {call.Malformed, call.Malformed, call.Accepted, call.Malformed},
		`{"data":"a"}`:                             {call.Accepted, call.Malformed, call.Accepted, call.Malformed},
		`{"success":null,"data":"a"}`:              {call.Accepted, call.Malformed, call.Accepted, call.Malformed},
		`{"success":true,"data":"a","error":null}`: {call.Accepted, call.Accepted, call.Accepted, call.Accepted},
		`{"success":true,"error":{}}`:              {call.APIError, call.APIError, call.APIError, call.APIError},
		`{"success":true,"data":"a","error":{}}`:   {call.APIError, call.APIError, call.Accepted, call.APIError},
		`{}`:                                       {call.Malformed, call.Malformed, call.Malformed, call.Malformed},
	} {
		assert.Equal(t, want.partnerData, classify(t, partner, body, true), "%s, with data owed by the Partner API", body)
		assert.Equal(t, want.partnerNothing, classify(t, partner, body, false), "%s, with nothing owed by the Partner API", body)
		assert.Equal(t, want.appData, classify(t, app, body, true), "%s, with data owed by the App API", body)
		assert.Equal(t, want.appNothing, classify(t, app, body, false), "%s, with nothing owed by the App API", body)
	}
}

func TestClassificationsWithoutAnEnvelope(t *testing.T) {
	t.Parallel()
	bare := call.Spec{Decode: DecodeBare, Classify: ClassifyBare}
	assert.Equal(t, call.Accepted, classify(t, bare, `"a"`, true))
	assert.Equal(t, call.Malformed, classify(t, bare, `null`, true))
	assert.Equal(t, call.Accepted, classify(t, bare, `{"success":false}`, false))
}
