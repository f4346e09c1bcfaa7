# The entry point of an executable (psABI for x86-64, "Process Initialization"): the argument count
# is on top of the stack, followed by the arguments. This replaces the C compiler's start files,
# which look up five symbols that no executable here needs.
	.section .text._start,"ax",@progbits
	.globl	_start
_start:
	xorl	%ebp, %ebp
	movq	%rdx, %r9		# what the loader wants called at exit
	popq	%rsi			# argc
	movq	%rsp, %rdx		# argv
	andq	$-16, %rsp
	pushq	%rax			# keeps the stack aligned
	pushq	%rsp
	xorl	%r8d, %r8d
	xorl	%ecx, %ecx
	leaq	main(%rip), %rdi
	call	*__libc_start_main@GOTPCREL(%rip)
	hlt
	.type	_start, @function
	.size	_start, . - _start
	.section .note.GNU-stack,"",@progbits
