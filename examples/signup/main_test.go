package main

import (
	"testing"

	"github.com/partnerkit/partnerkit-go/examples/internal/golden"
)

func TestOutput(t *testing.T) {
	t.Parallel()
	golden.Check(t, demo)
}
