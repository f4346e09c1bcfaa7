//! The file system: names, tree walks, modes, owners, mounts.

pub mod backup;
pub mod canonical;
pub mod filesystem;
pub mod filetype;
pub mod mode;
pub mod mounts;
pub mod names;
pub mod node;
pub mod output;
pub mod owner;
pub mod selinux;
pub mod target;
pub mod times;
pub mod update;
pub mod users;
pub mod walk;
