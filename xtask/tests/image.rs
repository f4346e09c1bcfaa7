//! `cargo xtask image`, as run by a user. The image is unpacked as the specification requires, its
//! digests and sizes are checked, and its programs run with only the files of the image.

use serde_json::Value;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fs;
use std::io::Read;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// The files of an unpacked layout, by path.
struct Layout(BTreeMap<String, Vec<u8>>);

impl Layout {
    /// Packs a tree with these options into a file in the folder.
    fn of(tree: &Path, folder: &Path, options: &[&str]) -> Self {
        let file = folder.join("image.tar");
        let output = image(tree, &file, options);
        assert!(output.status.success(), "{output:?}");
        Self::read(&fs::read(file).unwrap())
    }

    fn read(archive: &[u8]) -> Self {
        let mut files = BTreeMap::new();
        for entry in tar::Archive::new(archive).entries().unwrap() {
            let mut entry = entry.unwrap();
            let path = entry.path().unwrap().to_string_lossy().into_owned();
            let mut bytes = Vec::new();
            entry.read_to_end(&mut bytes).unwrap();
            files.insert(path, bytes);
        }
        Self(files)
    }

    fn json(&self, path: &str) -> Value {
        serde_json::from_slice(&self.0[path]).unwrap()
    }

    /// Returns the blob of a descriptor, after a check of digest and size.
    fn blob(&self, descriptor: &Value) -> &[u8] {
        let digest = descriptor["digest"].as_str().unwrap();
        let bytes = &self.0[&format!("blobs/{}", digest.replace(':', "/"))];
        assert_eq!(sha256(bytes), digest);
        assert_eq!(descriptor["size"], bytes.len());
        bytes
    }

    fn manifest(&self) -> Value {
        let index = self.json("index.json");
        assert_eq!(index["manifests"].as_array().unwrap().len(), 1);
        serde_json::from_slice(self.blob(&index["manifests"][0])).unwrap()
    }

    fn configuration(&self) -> Value {
        serde_json::from_slice(self.blob(&self.manifest()["config"])).unwrap()
    }

    fn layers(&self) -> Vec<String> {
        let manifest = self.manifest();
        let layers = manifest["layers"].as_array().unwrap();
        let digest = |layer: &Value| layer["digest"].as_str().unwrap().to_owned();
        layers.iter().map(digest).collect()
    }

    /// Unpacks the layers in their order.
    fn unpack(&self, root: &Path) {
        let manifest = self.manifest();
        let configuration = self.configuration();
        let layers = manifest["layers"].as_array().unwrap();
        for (index, layer) in layers.iter().enumerate() {
            let blob = self.blob(layer);
            let archive = match layer["mediaType"].as_str().unwrap() {
                "application/vnd.oci.image.layer.v1.tar+zstd" => zstd::decode_all(blob).unwrap(),
                "application/vnd.oci.image.layer.v1.tar" => blob.to_vec(),
                other => panic!("{other}"),
            };
            assert_eq!(configuration["rootfs"]["diff_ids"][index], sha256(&archive));
            tar::Archive::new(archive.as_slice()).unpack(root).unwrap();
        }
    }
}

fn sha256(bytes: &[u8]) -> String {
    let hash = Sha256::digest(bytes);
    let digits: String = hash.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("sha256:{digits}")
}

fn image(tree: &Path, file: &Path, options: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_xtask"))
        .args(["image", "--tree"])
        .arg(tree)
        .arg("-o")
        .arg(file)
        .args(options)
        .env_remove("LD_LIBRARY_PATH")
        .env_remove("SOURCE_DATE_EPOCH")
        .output()
        .unwrap()
}

/// Makes a tree whose only executable is a C program that needs more than the C library.
fn tree(folder: &Path) -> PathBuf {
    let bin = folder.join("made-up/bin");
    fs::create_dir_all(&bin).unwrap();
    let source = folder.join("runs.c");
    fs::write(
        &source,
        "#include <stdio.h>\nint main(void) { return puts(\"it runs\") < 0; }\n",
    )
    .unwrap();
    let made = Command::new("cc")
        .arg(source)
        .args(["-Wl,--no-as-needed", "-lm", "-o"])
        .arg(bin.join("coreutils"))
        .status()
        .unwrap();
    assert!(made.success());
    symlink("coreutils", bin.join("cat")).unwrap();
    symlink("coreutils", bin.join("ls")).unwrap();
    folder.join("made-up")
}

/// Runs a program with `root` as its root directory and with `/proc`, as in a container: without
/// `/proc`, the loader can't resolve `$ORIGIN`. Returns `None` if this process may not do so.
fn run_in(root: &Path, program: &[&str]) -> Option<Output> {
    const SCRIPT: &str = r#"mkdir -p "$0/proc" && mount --bind /proc "$0/proc" || exit 99
        exec chroot "$0" "$@""#;
    let output = Command::new("unshare")
        .args(["--mount", "sh", "-c", SCRIPT])
        .arg(root)
        .args(program)
        .env_clear()
        .env("PATH", "/usr/sbin:/usr/bin:/sbin:/bin")
        .output()
        .unwrap();
    if !rustix::process::geteuid().is_root() || output.status.code() == Some(99) {
        testing::skip("this process may not mount, or change the root");
        return None;
    }
    Some(output)
}

#[test]
fn the_layout_is_as_specified() {
    let folder = tempfile::tempdir().unwrap();
    let layout = Layout::of(&tree(folder.path()), folder.path(), &["--utils", "cat"]);
    assert_eq!(layout.json("oci-layout")["imageLayoutVersion"], "1.0.0");
    let index = layout.json("index.json");
    assert_eq!(index["schemaVersion"], 2);
    assert_eq!(
        index["mediaType"],
        "application/vnd.oci.image.index.v1+json"
    );
    let manifest = &index["manifests"][0];
    assert_eq!(
        manifest["mediaType"],
        "application/vnd.oci.image.manifest.v1+json"
    );
    assert_eq!(
        manifest["annotations"]["org.opencontainers.image.ref.name"],
        "corelink:made-up"
    );
    assert_eq!(manifest["platform"]["os"], "linux");
    let configuration = layout.configuration();
    assert_eq!(
        configuration["config"]["Entrypoint"],
        serde_json::json!(["/usr/bin/cat"])
    );
    assert_eq!(
        configuration["config"]["Env"],
        serde_json::json!(["PATH=/usr/bin"])
    );
    assert_eq!(configuration["created"], "1970-01-01T00:00:00Z");
    assert_eq!(
        layout.manifest()["config"]["mediaType"],
        "application/vnd.oci.image.config.v1+json"
    );
    // There are no other files than these two, the manifest, the configuration and the layers.
    assert_eq!(layout.0.len(), 2 + 2 + layout.layers().len());
}

#[test]
fn the_same_tree_gives_the_same_bytes() {
    let (one, two) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let pack = |folder: &Path| {
        let file = folder.join("image.tar");
        assert!(image(&tree(folder), &file, &[]).status.success());
        fs::read(file).unwrap()
    };
    assert_eq!(pack(one.path()), pack(two.path()));
}

#[test]
fn what_is_packed_runs_with_nothing_else_there() {
    let folder = tempfile::tempdir().unwrap();
    let tree = tree(folder.path());
    for compression in ["zstd", "none"] {
        let options = ["--utils", "cat", "--compression", compression];
        let layout = Layout::of(&tree, folder.path(), &options);
        let root = folder.path().join(compression);
        layout.unpack(&root);
        let Some(output) = run_in(&root, &["/usr/bin/cat"]) else {
            return;
        };
        assert!(output.status.success(), "{output:?}");
        assert_eq!(output.stdout, b"it runs\n");
    }
}

#[test]
fn the_c_library_has_a_layer_that_all_images_share() {
    let folder = tempfile::tempdir().unwrap();
    let tree = tree(folder.path());
    let layers = |options: &[&str]| Layout::of(&tree, folder.path(), options).layers();
    let (cat, ls) = (layers(&["--utils", "cat"]), layers(&["--utils", "ls"]));
    assert_eq!(cat.len(), 3);
    assert_eq!(cat[..2], ls[..2]);
    assert_ne!(cat[2], ls[2]);
    assert_eq!(layers(&["--utils", "cat", "--without-libc"]), cat[1..]);
}

#[test]
fn mistakes_are_told() {
    let folder = tempfile::tempdir().unwrap();
    let tree = tree(folder.path());
    let file = folder.path().join("image.tar");
    let output = image(&tree, &file, &["--utils", "dog"]);
    assert_eq!(output.status.code(), Some(2), "{output:?}");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.contains("unknown utility 'dog'"), "{said}");
    let output = image(&tree, &folder.path().join("none/image.tar"), &[]);
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    assert!(!file.exists());
}

/// Images of finished trees, where they have been built.
#[test]
fn finished_trees_run_with_nothing_else_there() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let target = std::env::var_os("CARGO_TARGET_DIR").unwrap_or_else(|| "target".into());
    let trees = root.join(target).join("corelink");
    for variant in [
        "static",
        "dynamic",
        "multicall",
        "dynamic-lean",
        "static-full",
    ] {
        let tree = trees.join(variant);
        if !tree.join("bin/echo").exists() {
            testing::skip(&format!("`cargo xtask build {variant}` has not been run"));
            continue;
        }
        let folder = tempfile::tempdir().unwrap();
        let layout = Layout::of(&tree, folder.path(), &["--utils", "echo"]);
        let alone = variant == "static-full";
        assert_eq!(layout.layers().len() == 1, alone, "{variant}");
        let root = folder.path().join("root");
        layout.unpack(&root);
        let Some(output) = run_in(&root, &["/usr/bin/echo", "-e", r"it\trun\x73"]) else {
            return;
        };
        assert_eq!(output.stdout, b"it\trun\x73\n", "{variant}: {output:?}");
    }
}
