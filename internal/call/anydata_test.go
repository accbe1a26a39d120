package call

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/partnerkit/partnerkit-go/internal/jsonread"
)

func TestAnyData(t *testing.T) {
	t.Parallel()
	out := map[string]int{"before": 1}
	var data AnyData
	read := func(text string) error {
		return jsonread.Decode([]byte(text), func(d *jsonread.Decoder) error { return DecodeInto(&out)(d, &data) })
	}
	require.NoError(t, read(`{"n":2}`))
	require.NoError(t, data.Validate(""))
	assert.Equal(t, map[string]int{"before": 1}, out, "not stored yet")
	data.Store(&out)
	assert.Equal(t, map[string]int{"n": 2}, out)

	require.Error(t, read(`{"n":"text"}`))
	require.Error(t, data.Validate(""), "what was decoded before is gone")
	require.NoError(t, read(`null`))
	require.Error(t, data.Validate(""))
}
