//! Hash tables that need no random bytes. Those of std ask the kernel for a seed at first use, and
//! end the process where it gives none, as in a sandbox that refuses the call.

use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasherDefault, DefaultHasher};

/// A map. `default()` makes an empty one.
pub type Map<K, V> = HashMap<K, V, BuildHasherDefault<DefaultHasher>>;

/// A set. `default()` makes an empty one.
pub type Set<T> = HashSet<T, BuildHasherDefault<DefaultHasher>>;
