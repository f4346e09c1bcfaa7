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

pub fn cli() -> Command {
    cli::utility(
        "dd",
        "[OPERAND]...\n  or:  dd OPTION",
        "Copy a file by blocks, and convert it as the operands say:\n\n  \
         bs=BYTES        read and write BYTES at a time (512; overrides ibs and obs)\n  \
         cbs=BYTES       records have BYTES\n  \
         conv=CONVS      convert, by this list of symbols\n  \
         count=N         copy just N input blocks\n  \
         ibs=BYTES       read BYTES at a time (512)\n  \
         if=FILE         read FILE, not standard input\n  \
         iflag=FLAGS     read as this list of symbols says\n  \
         obs=BYTES       write BYTES at a time (512)\n  \
         of=FILE         write FILE, not standard output\n  \
         oflag=FLAGS     write as this list of symbols says\n  \
         seek=N          skip N output blocks first (or oseek=N)\n  \
         skip=N          skip N input blocks first (or iseek=N)\n  \
         status=LEVEL    say on standard error: none (errors alone), noxfer (no rates), or\n                  \
         progress (rates, again and again)",
    )
    .after_help(
        "N and BYTES may have a suffix: c 1, w 2, b 512, kB 1000, K 1024, MB 1000^2, M 1024^2, \
         and so on\nfor G, T, P, E, Z, Y, R, Q; KiB is K. They may be products: 2x80x18. N \
         counts bytes where it ends in B.\n\n\
         Each CONV is one of:\n  \
         ascii      from EBCDIC to ASCII\n  \
         ebcdic     from ASCII to EBCDIC\n  \
         ibm        from ASCII to IBM's variant of it\n  \
         block      lines become records of cbs bytes, filled up with spaces\n  \
         unblock    records of cbs bytes become lines, without the spaces at their ends\n  \
         lcase      upper case becomes lower case\n  \
         ucase      lower case becomes upper case\n  \
         sparse     blocks of zeros are passed over rather than written\n  \
         swab       each two bytes change places\n  \
         sync       input blocks are filled up with NULs (spaces for block and unblock)\n  \
         excl       the output must not exist\n  \
         nocreat    the output must exist\n  \
         notrunc    the output keeps what is not written\n  \
         noerror    go on after read errors\n  \
         fdatasync  have the data on the disk before the end\n  \
         fsync      the same, and what describes the file\n\n\
         Each FLAG is one of:\n  \
         append     append (for output; with conv=notrunc)\n  \
         direct     go past the cache\n  \
         directory  fail where it is no directory\n  \
         dsync      data is on the disk after each write\n  \
         sync       and what describes the file, too\n  \
         fullblock  fill up input blocks by several reads\n  \
         nonblock   don't wait\n  \
         noatime    leave the time of access as it is\n  \
         nocache    ask for the cache to be dropped\n  \
         noctty     take no terminal for the controlling one\n  \
         nofollow   follow no symbolic links\n\n\
         The signal USR1 makes dd tell how far it is, and go on.",
    )
}
