# Calls a function of the C library that is looked up by name at its first call. r11 points to the
# distance of the function's slot from it, in four bytes, and the name. r10 and r11 hold no arguments.
#
# The slot stays writable. It holds the distance of the function from dlsym(3), mixed with the secret with
# which the C library hides its own stored addresses (PTR_MANGLE), at 0x30 in the thread's block. Zero is
# an empty slot. Four bytes are enough for functions of one library. If another library replaces one far
# away, that one is looked up at each call.
	.section .text.closed_set_late,"ax",@progbits
	.hidden	closed_set_late
	.globl	closed_set_late
closed_set_late:
	movslq	(%r11), %r10
	movl	(%r11,%r10), %r10d
	testl	%r10d, %r10d
	je	1f
	xorl	%fs:0x30, %r10d
	movslq	%r10d, %r11
	addq	dlsym@GOTPCREL(%rip), %r11
	jmp	*%r11
1:	keep_arguments
	xorl	%edi, %edi		# RTLD_DEFAULT
	leaq	4(%r11), %rsi
	call	*dlsym@GOTPCREL(%rip)
	testq	%rax, %rax
	je	3f
	movq	192(%rsp), %r11
	movq	%rax, 192(%rsp)
	subq	dlsym@GOTPCREL(%rip), %rax
	movslq	%eax, %r10
	cmpq	%r10, %rax
	jne	2f
	xorl	%fs:0x30, %eax
	movslq	(%r11), %r10
	movl	%eax, (%r11,%r10)
2:	restore_arguments
	jmp	*%r11
3:	ud2				# the C library has no such function: stop here
	.type	closed_set_late, @function
	.size	closed_set_late, . - closed_set_late
