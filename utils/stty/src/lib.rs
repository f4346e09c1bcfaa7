//! stty: print or change the settings of a terminal.
//!
//! GNU manual node "stty invocation"; POSIX stty. Gap: a setting saved by `-g` holds only speeds
//! that have a constant in termios(3), not arbitrary ones.

mod change;
mod characters;
mod combinations;
mod device;
mod modes;
mod request;
mod show;
mod state;

use change::Change;
use device::Device;
use request::Request;
use shared::prelude::*;
use show::Lines;
use state::State;

pub fn run(args: Args) -> Result {
    let request = Request::parse(args.raw())?;
    match request.standard {
        Some(standard) => args
            .with_raw([OsStr::new(standard.option())])
            .parse(cli)
            .next()
            .map(drop),
        None => stty(&request),
    }
}

pub fn cli() -> Cli {
    cli::utility(
        "stty",
        "[-F DEVICE] [-a | -g | SETTING...]",
        "Print or change the settings of the terminal on standard input.",
    )
    .options(options![
        flag("-a, --all", "print all settings"),
        flag(
            "-g, --save",
            "print all settings in a form that can be used as SETTING",
        ),
        value(
            "-F, --file",
            "DEVICE",
            "use the terminal DEVICE instead of standard input",
        ),
    ])
    .notes(SETTINGS)
}

const SETTINGS: &str = "\
Without arguments, the speed and the differences from 'stty sane' are printed. A minus sign \
before a SETTING turns it off, where brackets show one.

Special characters, each followed by CHAR: intr, quit, erase, kill, eof, eol, eol2, swtch, \
start, stop, susp, rprnt, werase, lnext, discard. CHAR is a character, ^c, a number as in C, \
or ^- or undef to disable it.

Special settings:
  N              set input and output speed (also ispeed N, ospeed N)
  cols N         set the number of columns (also columns N)
  rows N         set the number of rows
  size           print the numbers of rows and columns
  speed          print the speed
  line N         use line discipline N
  min N          with -icanon, read at least N characters
  time N         with -icanon, time out after N tenths of a second
  [-]drain       wait for pending output before changes (the default)

Control settings:
  [-]parenb      generate and expect parity bits
  [-]parodd      use odd parity
  [-]cmspar      use constant (mark or space) parity
  csN            use N bits per character, 5 to 8
  [-]cstopb      use two stop bits
  [-]cread       receive input
  [-]clocal      ignore modem control signals
  [-]crtscts     use RTS/CTS handshaking
  [-]hupcl       hang up when the last process closes the tty (also [-]hup)

Input settings:
  [-]ignbrk      ignore breaks
  [-]brkint      send an interrupt signal on breaks
  [-]ignpar      ignore characters with parity errors
  [-]parmrk      mark parity errors
  [-]inpck       check parity
  [-]istrip      clear the high bit
  [-]inlcr       translate newline to carriage return
  [-]igncr       ignore carriage returns
  [-]icrnl       translate carriage return to newline
  [-]iuclc       translate upper case to lower case
  [-]ixon        use start and stop characters to control output
  [-]ixany       let any character restart output
  [-]ixoff       send start and stop characters (also [-]tandem)
  [-]imaxbel     beep when the input buffer is full
  [-]iutf8       assume UTF-8 input

Output settings:
  [-]opost       process output
  [-]olcuc       translate lower case to upper case
  [-]ocrnl       translate carriage return to newline
  [-]onlcr       translate newline to carriage return and newline
  [-]onocr       do not print carriage returns in the first column
  [-]onlret      newline performs a carriage return
  [-]ofill       delay with fill characters instead of timing
  [-]ofdel       use DEL instead of NUL as the fill character
  nlN, crN, tabN, bsN, vtN, ffN
                 set a delay: 0 to 3 for cr and tab, else 0 or 1
  [-]tabs        the same as tab0; negated, tab3

Local settings:
  [-]isig        let characters send signals
  [-]icanon      enable line editing
  [-]iexten      enable extended editing characters
  [-]xcase       with icanon, escape upper case with a backslash
  [-]echo        echo input
  [-]echonl      echo newlines even with -echo
  [-]echoe       echo erase as erasing (also [-]crterase)
  [-]echok       echo a newline after kill
  [-]echoke      echo kill by erasing the line (also [-]crtkill)
  [-]echoctl     echo control characters as ^c (also [-]ctlecho)
  [-]echoprt     echo erased characters backward (also [-]prterase)
  [-]noflsh      do not flush the buffers on signals
  [-]tostop      stop background jobs that write
  [-]flusho      discard output
  [-]extproc     leave line editing to an external program

Combinations:
  sane           reset everything to reasonable values
  [-]raw         pass input and output through unprocessed
  [-]cooked      the opposite of raw
  [-]cbreak      -icanon
  [-]nl          -icrnl -onlcr
  ek             reset erase and kill to their defaults
  [-]evenp       parenb -parodd cs7; negated, -parenb cs8 (also [-]parity)
  [-]oddp        parenb parodd cs7; negated, -parenb cs8
  [-]pass8       -parenb -istrip cs8
  [-]litout      -parenb -istrip -opost cs8
  [-]lcase       xcase iuclc olcuc (also [-]LCASE)
  [-]decctlq     -ixany
  crt            echoe echoctl echoke
  dec            crt -ixany, and ^c, ^? and ^u for intr, erase and kill";

fn stty(request: &Request) -> Result {
    if request.all && request.save {
        return Err(Error::new(
            "the options for verbose and stty-readable output styles are\nmutually exclusive",
        ));
    }
    let changes = !request.settings.is_empty();
    if changes && (request.all || request.save) {
        return Err(Error::new(
            "when specifying an output style, modes may not be set",
        ));
    }
    if changes {
        // An invalid setting is reported before anything is changed.
        Change::new(State::default(), None).apply(&request.settings)?;
    }
    let device = Device::open(request.device)?;
    let state = device.state()?;
    if changes {
        return change(&device, state, request);
    }
    let mut lines = Lines::of_terminal();
    if request.save {
        lines.line(&state.to_setting());
    } else if request.all {
        lines.all(&state, device.size());
    } else {
        lines.changed(&state);
    }
    Ok(stdout().write_all(&lines.text)?)
}

fn change(device: &Device, before: State, request: &Request) -> Result {
    let mut change = Change::new(before.clone(), Some(device));
    change.apply(&request.settings)?;
    if !change.is_needed {
        return Ok(());
    }
    device.set(&change.state, !request.at_once)?;
    let state = device.state()?;
    if state.agrees_with(&change.state) {
        return Ok(());
    }
    let name = quotef(device.name);
    // tcsetattr(3) fails with EINVAL if nothing changed, and this as well.
    let refused = state == before && !state.has_frames_of(&change.state);
    let reason = match refused {
        true => shared::sys::strerror(shared::libc::EINVAL),
        false => "unable to perform all requested operations".to_owned(),
    };
    Err(Error::new(format!("{name}: {reason}")))
}
