# Takes the place of libgcc's unwinder in programs that abort on panic and have no tables for unwinding.
# The standard library's own code is compiled to unwind, and refers to it, but nothing calls it, except
# to take a backtrace. That is at its end at once: there are no tables to find frames by. The symbols are
# weak, so that a linked definition takes precedence.
	.section .text.closed_set_unwinder,"ax",@progbits
	.macro	uncalled names:vararg
	.irp	name, \names
	.weak	_Unwind_\name
	.hidden	_Unwind_\name
_Unwind_\name:
	.endr
	.endm
	uncalled DeleteException, FindEnclosingFunction, GetCFA, GetDataRelBase, GetIP
	uncalled GetIPInfo, GetLanguageSpecificData, GetRegionStart, GetTextRelBase, RaiseException
	uncalled Resume, SetGR, SetIP
	ud2
	.weak	_Unwind_Backtrace
	.hidden	_Unwind_Backtrace
_Unwind_Backtrace:
	mov	$5, %eax	# _URC_END_OF_STACK
	ret
	.section .note.GNU-stack,"",@progbits
