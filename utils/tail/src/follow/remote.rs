//! File systems on which inotify(7) misses changes.

use shared::fs::filesystem;
use shared::rustix::fd::AsFd;
use shared::rustix::fs::fstatfs;

// The values of statfs(2)'s `f_type`, as in linux/magic.h and the sources of each file system.
const AFS: u64 = 0x5346_414f;
const AUFS: u64 = 0x6175_6673;
const CEPH: u64 = 0x00c3_6400;
const CIFS: u64 = 0xff53_4d42;
const CODA: u64 = 0x7375_7245;
const FUSE: u64 = 0x6573_5546;
const GFS2: u64 = 0x0116_1970;
const GUEST_MEMFD: u64 = 0x474d_454d;
const GPFS: u64 = 0x4750_4653;
const KAFS: u64 = 0x6b41_4653;
const LUSTRE: u64 = 0x0bd0_0bd0;
const NCP: u64 = 0x564c;
const NFS: u64 = 0x6969;
const OCFS2: u64 = 0x7461_636f;
const OVERLAYFS: u64 = 0x794c_7630;
const PANFS: u64 = 0xaad7_aaea;
const SMB: u64 = 0x517b;
const SMB2: u64 = 0xfe53_4d42;
const V9FS: u64 = 0x0102_1997;

/// Returns whether another machine may write to the file without this kernel knowing, or the
/// file system is a layer above others, whose files may be written directly. A file system of
/// unknown type may do either.
pub(super) fn is_remote(file: impl AsFd) -> bool {
    fstatfs(file).is_ok_and(|fs| {
        let kind = fs.f_type as u64 & 0xffff_ffff;
        let known = u32::try_from(kind).is_ok_and(|kind| filesystem::name(kind).is_some());
        let remote = matches!(
            kind,
            AFS | AUFS
                | CEPH
                | CIFS
                | CODA
                | FUSE
                | GFS2
                | GPFS
                | GUEST_MEMFD
                | KAFS
                | LUSTRE
                | NCP
                | NFS
                | OCFS2
                | OVERLAYFS
                | PANFS
                | SMB
                | SMB2
                | V9FS
        );
        remote || !known
    })
}
