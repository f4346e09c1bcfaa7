//! The utilities of this executable, sorted by name: written by `cargo xtask tidy --fix` from
//! the folders that exist.

use shared::entry::Utility;

pub(crate) const UTILITIES: &[(&str, Utility)] = &[
    #[cfg(feature = "basename")]
    ("basename", cl_basename::run),
    #[cfg(feature = "cat")]
    ("cat", cl_cat::run),
    #[cfg(feature = "chmod")]
    ("chmod", cl_chmod::run),
    #[cfg(feature = "cp")]
    ("cp", cl_cp::run),
    #[cfg(feature = "date")]
    ("date", cl_date::run),
    #[cfg(feature = "dir")]
    ("dir", cl_dir::run),
    #[cfg(feature = "dirname")]
    ("dirname", cl_dirname::run),
    #[cfg(feature = "du")]
    ("du", cl_du::run),
    #[cfg(feature = "echo")]
    ("echo", cl_echo::run),
    #[cfg(feature = "env")]
    ("env", cl_env::run),
    #[cfg(feature = "false")]
    ("false", cl_false::run),
    #[cfg(feature = "head")]
    ("head", cl_head::run),
    #[cfg(feature = "ls")]
    ("ls", cl_ls::run),
    #[cfg(feature = "mkdir")]
    ("mkdir", cl_mkdir::run),
    #[cfg(feature = "pwd")]
    ("pwd", cl_pwd::run),
    #[cfg(feature = "rmdir")]
    ("rmdir", cl_rmdir::run),
    #[cfg(feature = "seq")]
    ("seq", cl_seq::run),
    #[cfg(feature = "sleep")]
    ("sleep", cl_sleep::run),
    #[cfg(feature = "sort")]
    ("sort", cl_sort::run),
    #[cfg(feature = "touch")]
    ("touch", cl_touch::run),
    #[cfg(feature = "true")]
    ("true", cl_true::run),
    #[cfg(feature = "vdir")]
    ("vdir", cl_vdir::run),
    #[cfg(feature = "wc")]
    ("wc", cl_wc::run),
    #[cfg(feature = "yes")]
    ("yes", cl_yes::run),
];
