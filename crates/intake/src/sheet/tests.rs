//! Sheets of every form.
