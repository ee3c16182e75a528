//! Networks written by hand, with the answer worked out in words.
