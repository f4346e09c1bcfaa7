# Calls a function of the C library that is looked up by name at its first call. r11 points to the
# distance of the function's slot from it, in four bytes, and the name. r10 and r11 hold no arguments.
#
# The slot stays writable. Like the C library's own stored addresses (PTR_MANGLE), it holds the address
# mixed with a secret of the process, at 0x30 in the thread's block. Zero is an empty slot.
	.section .text.closed_set_late,"ax",@progbits
	.hidden	closed_set_late
	.globl	closed_set_late
closed_set_late:
	movslq	(%r11), %r10
	movq	(%r11,%r10), %r10
	testq	%r10, %r10
	je	1f
	rorq	$17, %r10
	xorq	%fs:0x30, %r10
	jmp	*%r10
1:	keep_arguments
	xorl	%edi, %edi		# RTLD_DEFAULT
	leaq	4(%r11), %rsi
	call	*dlsym@GOTPCREL(%rip)
	testq	%rax, %rax
	je	2f
	movq	192(%rsp), %r11
	movq	%rax, 192(%rsp)
	movslq	(%r11), %r10
	xorq	%fs:0x30, %rax
	rolq	$17, %rax
	movq	%rax, (%r11,%r10)
	restore_arguments
	jmp	*%r11
2:	ud2				# the C library has no such function: stop here
	.type	closed_set_late, @function
	.size	closed_set_late, . - closed_set_late
