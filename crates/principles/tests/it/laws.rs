//! Laws that hold whatever the network is.
