package fake

// The test that a server belongs to. Every control that may fail the test calls Helper itself, so that
// the failure is reported at the test's own line.

// TB is what New needs of a testing.TB. It is an interface of its own so that programs that use Start do not link
// package testing.
type TB interface {
	Helper()
	Name() string
	Cleanup(func())
	Failed() bool
	Logf(format string, args ...any)
	Errorf(format string, args ...any)
	Fatalf(format string, args ...any)
}

// noTest stands in for the test of a server that has none: what would fail it is an error alone.
type noTest struct{}

func (noTest) Helper()               {}
func (noTest) Name() string          { return "" }
func (noTest) Cleanup(func())        {}
func (noTest) Failed() bool          { return false }
func (noTest) Logf(string, ...any)   {}
func (noTest) Errorf(string, ...any) {}
func (noTest) Fatalf(string, ...any) {}
