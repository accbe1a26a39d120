//go:build !go1.27

package call

// goAwayAlone: see the constant's other value.
const goAwayAlone = false
