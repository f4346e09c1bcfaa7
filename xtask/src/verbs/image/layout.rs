//! An OCI image layout: layers, the configuration that names them, the manifest that names both, and an
//! index that names the manifest. Every file is named by its digest.

use crate::pack::layer::{self, Compression, Layer};
use anyhow::{Context, Result};
use oci_spec::image::{
    ANNOTATION_REF_NAME, Arch, ConfigBuilder, Descriptor, ImageConfigurationBuilder,
    ImageIndexBuilder, ImageManifestBuilder, MediaType, OciLayoutBuilder, Os, PlatformBuilder,
    RootFsBuilder, Sha256Digest,
};
use std::collections::{BTreeMap, HashMap};
use std::str::FromStr;
use tar::{Builder, EntryType};

/// The folder of the utilities, the only one with executables.
const FOLDER: &str = "/usr/bin";

/// What a container of the image runs.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Program {
    entry_point: Vec<String>,
    command: Vec<String>,
}

impl Program {
    /// An image of one utility runs it. With several, the user names one; by default the image
    /// lists what it holds.
    pub(super) fn of(utilities: &[String]) -> Self {
        let path = |name: &str| format!("{FOLDER}/{name}");
        let (entry_point, command) = match utilities {
            [one] => (vec![path(one)], Vec::new()),
            several if several.iter().any(|name| name == "ls") => {
                (Vec::new(), vec![path("ls"), FOLDER.to_owned()])
            }
            several => {
                let first = several.first().map_or("", String::as_str);
                (Vec::new(), vec![path(first), "--help".to_owned()])
            }
        };
        Self {
            entry_point,
            command,
        }
    }
}

/// A complete image: its blobs by digest, and which of them is the manifest.
pub(super) struct Image {
    blobs: BTreeMap<String, Vec<u8>>,
    index: Vec<u8>,
}

impl Image {
    /// Describes the layers, from bottom to top.
    ///
    /// # Errors
    /// A description is incomplete, which is a bug.
    pub(super) fn new(name: &str, layers: &[Layer], program: &Program, time: u64) -> Result<Self> {
        let mut blobs = BTreeMap::new();
        let mut store = |media_type: MediaType, bytes: Vec<u8>| -> Result<Descriptor> {
            let digest = layer::digest(&bytes);
            let hash = digest.trim_start_matches("sha256:");
            let descriptor = Descriptor::new(
                media_type,
                bytes.len() as u64,
                Sha256Digest::from_str(hash)?,
            );
            blobs.insert(digest, bytes);
            Ok(descriptor)
        };
        let described = layers
            .iter()
            .map(|layer| store(media_type(layer.compression), layer.blob.clone()))
            .collect::<Result<Vec<_>>>()?;
        let configuration = configuration(layers, program, time)?;
        let configuration = store(MediaType::ImageConfig, configuration)?;
        let manifest = ImageManifestBuilder::default()
            .schema_version(2u32)
            .media_type(MediaType::ImageManifest)
            .config(configuration)
            .layers(described)
            .build()?;
        let mut manifest = store(MediaType::ImageManifest, serde_json::to_vec(&manifest)?)?;
        let platform = PlatformBuilder::default()
            .architecture(Arch::default())
            .os(Os::Linux)
            .build()?;
        manifest.set_platform(Some(platform));
        let name = (ANNOTATION_REF_NAME.to_owned(), format!("corelink:{name}"));
        manifest.set_annotations(Some(HashMap::from([name])));
        let index = ImageIndexBuilder::default()
            .schema_version(2u32)
            .media_type(MediaType::ImageIndex)
            .manifests(vec![manifest])
            .build()?;
        Ok(Self {
            blobs,
            index: serde_json::to_vec(&index)?,
        })
    }

    /// The layout as a tar archive.
    ///
    /// # Errors
    /// The archive does not fit into memory.
    pub(super) fn archive(&self) -> Result<Vec<u8>> {
        let version = OciLayoutBuilder::default()
            .image_layout_version("1.0.0")
            .build()?;
        let mut archive = Builder::new(Vec::new());
        let mut file = |path: &str, bytes: &[u8]| {
            let mut header = layer::header(EntryType::Regular, bytes.len(), 0);
            header.set_mode(0o644);
            archive.append_data(&mut header, path, bytes)
        };
        file("oci-layout", &serde_json::to_vec(&version)?)?;
        file("index.json", &self.index)?;
        for (digest, bytes) in &self.blobs {
            file(&format!("blobs/{}", digest.replace(':', "/")), bytes)?;
        }
        Ok(archive.into_inner()?)
    }
}

fn media_type(compression: Compression) -> MediaType {
    match compression {
        Compression::None => MediaType::ImageLayer,
        Compression::Zstd => MediaType::ImageLayerZstd,
    }
}

fn configuration(layers: &[Layer], program: &Program, time: u64) -> Result<Vec<u8>> {
    let mut config = ConfigBuilder::default()
        .env(vec![format!("PATH={FOLDER}")])
        .working_dir("/");
    if !program.entry_point.is_empty() {
        config = config.entrypoint(program.entry_point.clone());
    }
    if !program.command.is_empty() {
        config = config.cmd(program.command.clone());
    }
    let diff_ids: Vec<String> = layers.iter().map(|layer| layer.diff_id.clone()).collect();
    let configuration = ImageConfigurationBuilder::default()
        .created(date(time)?)
        .architecture(Arch::default())
        .os(Os::Linux)
        .config(config.build()?)
        .rootfs(RootFsBuilder::default().diff_ids(diff_ids).build()?)
        .build()?;
    Ok(serde_json::to_vec(&configuration)?)
}

/// A time in the format of RFC 3339.
fn date(time: u64) -> Result<String> {
    let date = chrono::DateTime::from_timestamp(i64::try_from(time)?, 0);
    let date = date.context("a time too far away")?;
    Ok(date.format("%Y-%m-%dT%H:%M:%SZ").to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(names: &[&str]) -> Vec<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    #[test]
    fn what_a_container_runs() {
        let program = |utilities: &[&str]| Program::of(&names(utilities));
        let one = program(&["cat"]);
        assert_eq!(one.entry_point, ["/usr/bin/cat"]);
        assert!(one.command.is_empty());
        let with_ls = program(&["cat", "ls"]);
        assert!(with_ls.entry_point.is_empty());
        assert_eq!(with_ls.command, ["/usr/bin/ls", "/usr/bin"]);
        let without = program(&["cat", "wc"]);
        assert_eq!(without.command, ["/usr/bin/cat", "--help"]);
    }

    #[test]
    fn dates() {
        assert_eq!(date(0).unwrap(), "1970-01-01T00:00:00Z");
        assert_eq!(date(1_700_000_000).unwrap(), "2023-11-14T22:13:20Z");
    }

    #[test]
    fn layers_that_are_alike_are_stored_once() {
        let layer = || Layer {
            diff_id: layer::digest(b"x"),
            compression: Compression::None,
            blob: b"x".to_vec(),
        };
        let program = Program::of(&names(&["cat"]));
        let image = Image::new("any", &[layer(), layer()], &program, 0).unwrap();
        // The layer, the configuration, the manifest.
        assert_eq!(image.blobs.len(), 3);
        assert!(image.blobs.contains_key(&layer::digest(b"x")));
    }
}
