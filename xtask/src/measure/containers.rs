//! Containers: bytes of images, and of a host with several. The size of an image is that of its
//! layers; the manifest and the configuration, about a thousand bytes, are not counted.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::Result;
use indicatif::ProgressBar;

use super::bench::{Bench, Choice, Figure, Measure};
use super::record::Record;
use super::view::{Chart, Form, MIB, Rows, Table, Value};
use super::{cache, interrupt, progress};
use crate::link::tree;
use crate::model::tree::Tree;
use crate::model::variant::Variant;
use crate::model::workspace;
use crate::pack::contents::{Contents, Entries};
use crate::pack::layer::{self, ZSTD_LEVEL};

pub(super) const MEASURE: Measure = Measure {
    name: "containers",
    about: "bytes of container images, and of a host with several",
    how: "Images are packed as `cargo xtask image` packs them, and the bytes of their layers \
          are added up.",
    choice: Choice::Usual,
    figures: &[
        Figure::new("image_bytes", "unpacked bytes of an image"),
        Figure::new("image_zstd_bytes", "compressed bytes of an image"),
        Figure::new("host_bytes", "unpacked bytes of all images of a host"),
        Figure::new(
            "host_zstd_bytes",
            "compressed bytes of all images of a host",
        ),
        Figure::new("images_count", "number of images on the host"),
    ],
    take: measure,
    tables: &[
        Table {
            name: "containers",
            title: "Container images in MiB, and of a host with {images_count host} that hold one \
                    utility each",
            rows: Rows::Trees(&sizes("image_bytes", "host_bytes")),
        },
        Table {
            name: "containers-zstd",
            title: "Container images in MiB of zstd, and of a host with {images_count host} that \
                    hold one utility each",
            rows: Rows::Trees(&sizes("image_zstd_bytes", "host_zstd_bytes")),
        },
    ],
    charts: &[
        Chart {
            name: "containers-one",
            caption: "A container image with one utility",
            unit: "MiB",
            form: Form::Special,
        },
        Chart {
            name: "containers",
            caption: "Container images by what they hold, the C library among it",
            unit: "MiB",
            form: Form::Beside(&[
                Value::new("one utility", "image_bytes", "one").per(MIB),
                Value::new("{images_count host} utilities", "image_bytes", "some").per(MIB),
                Value::new("all utilities", "image_bytes", "all").per(MIB),
            ]),
        },
        Chart {
            name: "hosts",
            caption: "A host with {images_count host} container images of one utility each",
            unit: "MiB",
            form: Form::Beside(&[
                Value::new("each with all it needs", "host_bytes", "apart").per(MIB),
                Value::new("layers shared", "host_bytes", "shared").per(MIB),
            ]),
        },
    ],
};

/// Returns the columns of a table about images, unpacked or compressed.
const fn sizes(image: &'static str, host: &'static str) -> [Value<'static>; 6] {
    [
        Value::new("one", image, "one")
            .about("with one utility")
            .per(MIB)
            .decimals(2),
        Value::new("one, no libc", image, "one_without_libc")
            .about("with one utility, without the C library")
            .per(MIB)
            .decimals(2),
        Value::new("some", image, "some")
            .about("with ten utilities")
            .per(MIB)
            .decimals(2),
        Value::new("all", image, "all")
            .about("with all utilities")
            .per(MIB)
            .decimals(2),
        Value::new("host, apart", host, "apart")
            .about("each image has a library of its own, pruned to what it needs")
            .per(MIB)
            .decimals(2),
        Value::new("host, shared", host, "shared")
            .about("one whole library is a layer of all images")
            .per(MIB)
            .decimals(2),
    ]
}

/// The utilities of a host that has an image for each; those that are not compared are left out.
const CHOSEN: &[&str] = &[
    "cat", "ls", "cp", "sort", "date", "head", "wc", "tr", "env", "sleep",
];

/// The bytes of a layer or image, unpacked and compressed.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Size {
    raw: u64,
    zstd: u64,
}

/// The layers of one or several images, by digest.
#[derive(Default)]
struct Stored {
    layers: BTreeMap<String, Size>,
    libc: Size,
}

fn measure(trees: &[Tree], bench: &mut Bench) -> Result<Vec<Record>> {
    let chosen: Vec<String> = CHOSEN
        .iter()
        .filter(|name| bench.utilities.iter().any(|other| other == *name))
        .map(|name| (*name).to_owned())
        .collect();
    let Some(first) = chosen.first() else {
        return Ok(Vec::new());
    };
    bench.notes.push(format!(
        "Images are layers in tar archives, compressed by zstd -{ZSTD_LEVEL}. `one` holds {first}; \
         `some`, and the images of a host, hold {}. Apart, each image has a library of its own, \
         pruned to what it needs; together, one whole library serves all.",
        chosen.join(", ")
    ));
    let mut records = Vec::new();
    let bar = progress::bar("images", trees.len() * (2 * chosen.len() + 2));
    for tree in trees {
        records.extend(of_tree(tree, &chosen, bench, &bar)?);
        bench.cache.save()?;
    }
    bar.finish_and_clear();
    Ok(records)
}

/// Makes the records of one tree, and moves the bar by two steps per chosen utility and two more.
fn of_tree(
    tree: &Tree,
    chosen: &[String],
    bench: &mut Bench,
    bar: &ProgressBar,
) -> Result<Vec<Record>> {
    let (mut apart, mut together) = (Vec::new(), Stored::default());
    let mut closed = closed(tree);
    for utility in chosen {
        interrupt::check()?;
        bar.set_message(format!("{}, {utility}", tree.label));
        let utility = std::slice::from_ref(utility);
        apart.push(alone(tree, &mut closed, utility, bench)?);
        bar.inc(1);
        let image = Stored::of(&Contents::of(tree, utility)?, bench)?;
        together.layers.extend(image.layers);
        bar.inc(1);
    }
    let libc = Stored::of(&Contents::of(tree, &chosen[..1])?, bench)?.libc;
    let one = apart[0];
    bar.set_message(format!("{}, several", tree.label));
    let some = alone(tree, &mut closed, chosen, bench)?;
    bar.inc(1);
    let compared = bench.utilities.clone();
    let all = alone(tree, &mut closed, &compared, bench)?;
    bar.inc(1);
    let apart = apart.into_iter().fold(Size::default(), Size::and);
    let image = ["image_bytes", "image_zstd_bytes"];
    let host = ["host_bytes", "host_zstd_bytes"];
    let mut records = Vec::new();
    for (measures, statistic, size) in [
        (image, "one", one),
        (image, "one_without_libc", one.without(libc)),
        (image, "some", some),
        (image, "all", all),
        (host, "apart", apart),
        (host, "shared", together.size()),
    ] {
        let figures = measures.into_iter().zip([size.raw, size.zstd]);
        records
            .extend(figures.map(|(measure, bytes)| {
                Record::new(&tree.label, measure, statistic, bytes as f64)
            }));
    }
    let images = chosen.len() as f64;
    records.push(Record::new(&tree.label, "images_count", "host", images));
    Ok(records)
}

impl Size {
    fn and(self, other: Self) -> Self {
        Self {
            raw: self.raw + other.raw,
            zstd: self.zstd + other.zstd,
        }
    }

    fn without(self, part: Self) -> Self {
        Self {
            raw: self.raw.saturating_sub(part.raw),
            zstd: self.zstd.saturating_sub(part.zstd),
        }
    }
}

impl Stored {
    fn of(contents: &Contents, bench: &mut Bench) -> Result<Self> {
        let mut stored = Self::default();
        for entries in contents.layers(true) {
            let (digest, size) = compressed(entries, bench)?;
            if std::ptr::eq(entries, &contents.libc) {
                stored.libc = size;
            }
            stored.layers.insert(digest, size);
        }
        Ok(stored)
    }

    fn size(&self) -> Size {
        self.layers
            .values()
            .fold(Size::default(), |sum, layer| sum.and(*layer))
    }
}

/// Returns the digest and the sizes of a layer. A layer is compressed once for all runs.
fn compressed(entries: &Entries, bench: &mut Bench) -> Result<(String, Size)> {
    let archive = layer::archive(entries, 0)?;
    let digest = layer::digest(&archive);
    let key = format!("layer-{ZSTD_LEVEL} {digest}");
    let zstd = match bench.cache.get(&key) {
        Some(zstd) => zstd,
        None => {
            let zstd = zstd::encode_all(archive.as_slice(), ZSTD_LEVEL)?.len() as u64;
            bench.cache.put(key, zstd);
            zstd
        }
    };
    let raw = archive.len() as u64;
    Ok((digest, Size { raw, zstd }))
}

/// Returns the size of an image that shares nothing. A closed library is pruned for it; if that
/// fails, the library is left whole in all further images of the tree.
fn alone(
    tree: &Tree,
    closed: &mut Option<&Variant>,
    utilities: &[String],
    bench: &mut Bench,
) -> Result<Size> {
    let part = utilities.len() < tree.utilities().len();
    if let Some(variant) = closed.filter(|_| part) {
        match pruned(tree, variant, utilities, bench) {
            Ok(size) => return Ok(size),
            Err(error) => {
                *closed = None;
                bench.notes.push(format!(
                    "Images of {} hold its whole library, which could not be pruned: {error:#}.",
                    tree.label
                ));
            }
        }
    }
    Ok(Stored::of(&Contents::of(tree, utilities)?, bench)?.size())
}

/// Returns the variant of a tree, if it can be pruned for fewer utilities and was built here.
fn closed(tree: &Tree) -> Option<&'static Variant> {
    let variant = Variant::find(&tree.label)?;
    let built_here = tree.bin().starts_with(workspace::trees());
    (variant.is_closed() && built_here).then_some(variant)
}

fn pruned(tree: &Tree, variant: &Variant, utilities: &[String], bench: &mut Bench) -> Result<Size> {
    let files = tree.files(utilities)?;
    let files: Vec<&Path> = files
        .executables
        .keys()
        .chain(&files.private)
        .map(PathBuf::as_path)
        .collect();
    let key = |form| -> Result<String> {
        let names = utilities.join(",");
        Ok(format!(
            "image-{ZSTD_LEVEL} {form} {} {names}",
            cache::content(&files)?
        ))
    };
    let (raw, zstd) = (key("raw")?, key("zstd")?);
    if let (Some(raw), Some(zstd)) = (bench.cache.get(&raw), bench.cache.get(&zstd)) {
        return Ok(Size { raw, zstd });
    }
    let finished = tree.bin().parent().unwrap_or(Path::new("/"));
    let pruned = tree::subset(variant, finished, utilities)?;
    let pruned = Tree::open(&tree.label, "", &pruned.join("bin"))?;
    let size = Stored::of(&Contents::of(&pruned, utilities)?, bench)?.size();
    bench.cache.put(raw, size.raw);
    bench.cache.put(zstd, size.zstd);
    Ok(size)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shared_layer_counts_once() {
        let size = |raw| Size { raw, zstd: raw / 2 };
        let image = |program: &str, raw| Stored {
            layers: [
                ("libc".to_owned(), size(100)),
                (program.to_owned(), size(raw)),
            ]
            .into(),
            libc: size(100),
        };
        let (mut host, other) = (image("cat", 10), image("ls", 20));
        assert_eq!(host.size(), size(110));
        assert_eq!(host.size().without(host.libc), size(10));
        host.layers.extend(other.layers);
        assert_eq!(host.size(), size(130));
    }
}
