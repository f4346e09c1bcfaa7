#![no_main]
shared::main!(cl_chgrp::run);
