package main

// Saving the state: the file has the old text or the whole new one, and nobody but its owner may read it.

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/partnerkit/partnerkit-go/fake"
)

// checkSave refuses a file that could not be written when the command stops.
func checkSave(name string) error {
	if name == "-" { // which for -seed is stdin, while stdout has the greeting
		return errors.New("want a file; ./- is one of that name")
	}
	folder, err := os.Stat(filepath.Dir(name)) //nolint:gosec // the file that the caller named
	if err == nil && !folder.IsDir() {
		err = errors.New("not a directory")
	}
	if err != nil {
		return fmt.Errorf("%s: %w", filepath.Dir(name), causeOf(err))
	}
	if file, err := os.Stat(name); err == nil && file.IsDir() { //nolint:gosec // as above
		return errors.New("is a directory")
	}
	return nil
}

// save writes a state to a file beside the one that is meant, and then gives it that name.
func save(name string, state fake.State) (err error) {
	file, err := os.CreateTemp(filepath.Dir(name), ".fakeserver-*") // of mode 0600
	if err != nil {
		return causeOf(err)
	}
	defer func() {
		if err != nil {
			_ = os.Remove(file.Name()) //nolint:gosec // which was made here
		}
	}()
	err = errors.Join(json.NewEncoder(file).Encode(state), file.Sync(), file.Close())
	if err == nil {
		err = os.Rename(file.Name(), name) //nolint:gosec // the file that the caller named
	}
	return err
}

// causeOf is the error of a file without the file's name, which is said already.
func causeOf(err error) error {
	if failed, ok := errors.AsType[*os.PathError](err); ok {
		return failed.Err
	}
	return err
}
