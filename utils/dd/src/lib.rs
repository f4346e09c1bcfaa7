//! dd: copy and convert a file block by block. GNU manual node "dd invocation"; POSIX dd.
//!
//! As the manual says, data before the offset of `seek=` is kept even if it is shorter than a
//! block. GNU's own dd truncates the file to nothing in that case.

mod arguments;
mod buffer;
mod cache;
mod charset;
mod convert;
mod copy;
mod input;
mod output;
mod statistics;
mod stream;
mod symbols;

use arguments::Settings;
use shared::prelude::*;

pub fn run(args: Args) -> Result {
    let mut settings = Settings::default();
    let mut options = args.parse(cli);
    while options.next()?.is_some() {}
    for operand in options.operands() {
        settings.set(operand)?;
    }
    copy::copy(&settings.finish()?)
}

pub fn cli() -> Cli {
    cli::utility(
        "dd",
        "[OPERAND]...\n  or:  dd OPTION",
        "\
Copy a file in blocks, and convert it according to the operands.

  bs=BYTES        read and write BYTES at a time (512); overrides ibs and obs
  cbs=BYTES       the size of records for block and unblock
  conv=CONVS      convert the data, by a list of CONV symbols with commas
  count=N         copy only N input blocks
  ibs=BYTES       read BYTES at a time (512)
  if=FILE         read FILE instead of standard input
  iflag=FLAGS     read with these FLAG symbols
  obs=BYTES       write BYTES at a time (512)
  of=FILE         write FILE instead of standard output
  oflag=FLAGS     write with these FLAG symbols
  seek=N          skip N output blocks first (also oseek=N)
  skip=N          skip N input blocks first (also iseek=N)
  status=LEVEL    print to standard error: none (only errors), noxfer (no
                  transfer rates) or progress (rates while copying)",
    )
    .notes(
        "\
N and BYTES may have a suffix: c 1, w 2, b 512, kB 1000, K 1024, MB 1000*1000, M 1024*1024, \
and so on for G, T, P, E, Z, Y, R, Q. KiB means K, MiB means M, and so on. Products are \
written with x, as in 2x80x18. An N that ends in B counts bytes.

CONV is one of:
  ascii      convert EBCDIC to ASCII
  ebcdic     convert ASCII to EBCDIC
  ibm        convert ASCII to IBM's variant of EBCDIC
  block      pad lines with spaces to records of cbs bytes
  unblock    convert records of cbs bytes to lines, without trailing spaces
  lcase      convert upper case to lower case
  ucase      convert lower case to upper case
  sparse     seek over blocks of zeros instead of writing them
  swab       swap each pair of bytes
  sync       pad input blocks with NULs (with spaces for block and unblock)
  excl       fail if the output file exists
  nocreat    fail if the output file does not exist
  notrunc    do not truncate the output file
  noerror    continue after read errors
  fdatasync  write the data to storage before exiting
  fsync      like fdatasync, and write metadata too

FLAG is one of:
  append     append (for output; with conv=notrunc)
  direct     bypass the cache
  directory  fail unless it is a directory
  dsync      write data to storage with each write
  sync       like dsync, and write metadata too
  fullblock  read until input blocks are full
  nonblock   do not block
  noatime    do not change the access time
  nocache    ask the system to drop the cache
  noctty     do not make a terminal the controlling one
  nofollow   do not follow symbolic links

On the signal USR1, dd prints its statistics and continues.",
    )
}
