package control

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestTheDescriptionIsACopy(t *testing.T) {
	t.Parallel()
	first := OpenAPI()
	var document struct{ OpenAPI string }
	require.NoError(t, json.Unmarshal(first, &document))
	assert.Equal(t, "3.1.0", document.OpenAPI)
	first[0] = 'x'
	assert.EqualValues(t, '{', OpenAPI()[0])
}
