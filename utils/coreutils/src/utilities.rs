//! The table of utilities, sorted by name: written by `cargo xtask tidy --fix` from the
//! folders that exist.

use shared::entry::Utility;

/// A row: the utility's name, and how it starts where its feature is on.
macro_rules! utility {
    ($name:literal, $feature:literal, $run:path) => {{
        #[cfg(feature = $feature)]
        {
            ($name, Some($run))
        }
        #[cfg(not(feature = $feature))]
        {
            ($name, None)
        }
    }};
}

pub(crate) const UTILITIES: &[(&str, Option<Utility>)] = &[
    utility!("basename", "basename", cl_basename::run),
    utility!("cat", "cat", cl_cat::run),
    utility!("chmod", "chmod", cl_chmod::run),
    utility!("cp", "cp", cl_cp::run),
    utility!("date", "date", cl_date::run),
    utility!("dir", "dir", cl_dir::run),
    utility!("dirname", "dirname", cl_dirname::run),
    utility!("du", "du", cl_du::run),
    utility!("echo", "echo", cl_echo::run),
    utility!("env", "env", cl_env::run),
    utility!("false", "false", cl_false::run),
    utility!("head", "head", cl_head::run),
    utility!("ls", "ls", cl_ls::run),
    utility!("mkdir", "mkdir", cl_mkdir::run),
    utility!("pwd", "pwd", cl_pwd::run),
    utility!("rmdir", "rmdir", cl_rmdir::run),
    utility!("seq", "seq", cl_seq::run),
    utility!("sleep", "sleep", cl_sleep::run),
    utility!("sort", "sort", cl_sort::run),
    utility!("touch", "touch", cl_touch::run),
    utility!("true", "true", cl_true::run),
    utility!("vdir", "vdir", cl_vdir::run),
    utility!("wc", "wc", cl_wc::run),
    utility!("yes", "yes", cl_yes::run),
];
